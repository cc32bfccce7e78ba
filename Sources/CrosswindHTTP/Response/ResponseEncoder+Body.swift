extension ResponseEncoder {
    /// What to send around a payload that goes out without being copied.
    public struct Frame: Sendable, Equatable {
        /// How many bytes of the payload, from its start, may go out.
        public let payload: Int
        /// What must follow the payload.
        public let suffix: Suffix
        /// What became of the payload.
        public let verdict: BodyVerdict

        /// The bytes behind a payload (RFC 9112 §7.1).
        public enum Suffix: UInt8, Sendable {
            /// Nothing.
            case none
            /// The CRLF that ends a chunk.
            case chunkEnd

            /// The bytes themselves.
            public var bytes: StaticString {
                switch self {
                case .none: ""
                case .chunkEnd: "\r\n"
                }
            }
        }
    }

    /// Frames a payload of `count` bytes without copying it: writes what goes before it and tells how much of it may go
    /// and what must follow.
    public mutating func frame(count: Int, into output: inout OutputBuffer) -> Frame {
        switch framing {
        case .none:
            return Frame(payload: 0, suffix: .none, verdict: .dropped)
        case .length(let remaining):
            let now = min(remaining, UInt64(count))
            framing = .length(remaining: remaining - now)
            guard now < UInt64(count) else { return Frame(payload: count, suffix: .none, verdict: .sent) }
            keepAlive = false
            return Frame(payload: Int(now), suffix: .none, verdict: .truncated)
        case .chunked:
            // An empty chunk would end the body (RFC 9112 §7.1).
            guard count > 0 else { return Frame(payload: 0, suffix: .none, verdict: .sent) }
            output.append(hexadecimal: UInt64(count))
            output.append("\r\n")
            return Frame(payload: count, suffix: .chunkEnd, verdict: .sent)
        case .untilClose:
            return Frame(payload: count, suffix: .none, verdict: .sent)
        }
    }

    /// Writes a piece of the body, framed.
    public mutating func body(_ bytes: UnsafeRawBufferPointer, into output: inout OutputBuffer) -> BodyVerdict {
        output.reserve(bytes.count + 20)
        let frame = frame(count: bytes.count, into: &output)
        output.append(UnsafeRawBufferPointer(rebasing: bytes[..<frame.payload]))
        if frame.suffix == .chunkEnd { output.append("\r\n") }
        return frame.verdict
    }

    /// Ends the body. A response whose application failed in the middle must not come here: without the last chunk, or
    /// with bytes missing, the client can tell.
    public mutating func finish(into output: inout OutputBuffer) -> Completion {
        switch framing {
        case .length(let remaining) where remaining > 0:
            keepAlive = false
            return .short(missing: remaining)
        case .chunked: output.append("0\r\n\r\n")
        case .none, .length, .untilClose: break
        }
        framing = .none
        return .complete(keepAlive: keepAlive)
    }
}
