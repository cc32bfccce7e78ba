/// Turns the bytes of a connection into requests (RFC 9112), without doing any I/O and without keeping any bytes.
///
/// One per connection. The caller keeps what was not consumed and shows it again, with more behind it, after
/// `.needMore`; the parser remembers how far it has looked, so that a byte at a time costs no more than all at once.
/// What comes out does not depend on how the bytes were cut: see `lineEnd`.
public struct RequestParser: Sendable {
    /// What was found.
    public enum Event: Sendable, Equatable {
        /// Nothing more can be said without more bytes.
        case needMore
        /// The head is filled. With framing `.none` the message is complete and no `.end` follows.
        case head
        /// These bytes of `input` (the one of this call) belong to the body; chunked framing is stripped already.
        case body(Range<Int>)
        /// The message is complete.
        case end
    }

    enum Phase: UInt8 {
        case head, length, chunkSize, chunkData, chunkEnd, trailers, end, failed
    }

    var phase = Phase.head
    /// The one empty line that RFC 9112 §2.2 has us tolerate before a request line was there.
    var skippedEmptyLine = false
    /// Lines of the head, or fields of the trailers, that are complete and valid.
    var lines: UInt32 = 0
    /// Where in `input` the line begins that is not complete.
    var lineStart: UInt32 = 0
    /// Up to where `input` has been searched for its end; 0 when nothing has been seen.
    var seen: UInt32 = 0
    /// Bytes of chunk extensions, or of trailers, so far.
    var overhead: UInt32 = 0
    /// Bytes of the body, or of the chunk, that are still to come.
    var remaining: UInt64 = 0
    /// Decoded bytes of a chunked body that have been announced.
    var announced: UInt64 = 0
    var failure: HTTPParseError = .unexpectedEnd

    /// A parser at the start of a connection.
    public init() {}

    /// Nothing of a next request has been seen (the tolerated empty line doesn't count).
    public var isIdle: Bool { phase == .head && seen == 0 }

    /// Looks at `input`, all the unconsumed bytes of the connection, and adds to `consumed` how many of them are done
    /// with. While a head is incomplete that is none.
    ///
    /// `head` is filled when `.head` is returned; before that, and after an error, its content is meaningless. Once this
    /// has thrown, it throws the same again.
    public mutating func next(
        _ input: UnsafeRawBufferPointer, consumed: inout Int, head: RequestHead, limits: HTTPLimits
    ) throws(HTTPParseError) -> Event {
        do throws(HTTPParseError) {
            let octets = Octets(input)
            switch phase {
            case .head: return try nextHead(octets, &consumed, head, limits)
            case .length: return nextLength(octets, &consumed)
            case .chunkSize, .chunkData, .chunkEnd, .trailers: return try nextChunked(octets, &consumed, limits)
            case .end:
                phase = .head
                return .end
            case .failed: throw failure
            }
        } catch {
            phase = .failed
            failure = error
            throw error
        }
    }

    /// The client will send no more. Throws when that cuts a message off; between requests it is a clean end.
    public mutating func finish() throws(HTTPParseError) {
        if phase == .failed { throw failure }
        guard !isIdle, phase != .end else { return }
        phase = .failed
        failure = .unexpectedEnd
        throw failure
    }

    private mutating func nextLength(_ input: Octets, _ consumed: inout Int) -> Event {
        let now = min(remaining, UInt64(input.count))
        guard now > 0 else { return .needMore }
        remaining -= now
        if remaining == 0 { phase = .end }
        consumed += Int(now)
        return .body(0..<Int(now))
    }
}
