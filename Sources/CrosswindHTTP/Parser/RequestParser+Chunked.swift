// Chunked transfer coding (RFC 9112 §7.1). Lines are consumed one by one, so that `lineStart` stays 0 and only `seen` is
// carried over between calls.

extension RequestParser {
    mutating func nextChunked(
        _ input: Octets, _ consumed: inout Int, _ limits: HTTPLimits
    ) throws(HTTPParseError) -> Event {
        var at = 0
        defer { consumed += at }
        while true {
            let rest = input.dropFirst(at)
            switch phase {
            case .chunkSize:
                guard let used = try readChunkSize(rest, limits) else { return .needMore }
                at += used
            case .chunkData:
                let now = Int(min(remaining, UInt64(rest.count)))
                guard now > 0 else { return .needMore }
                remaining -= UInt64(now)
                if remaining == 0 { phase = .chunkEnd }
                let range = at..<at + now
                at += now
                return .body(range)
            case .chunkEnd:
                guard rest.count > 0 else { return .needMore }
                guard rest[0] == .carriageReturn else { throw .missingChunkEnd }
                guard rest.count > 1 else { return .needMore }
                guard rest[1] == .lineFeed else { throw .missingChunkEnd }
                at += 2
                phase = .chunkSize
            default:
                guard let used = try readTrailer(rest, limits) else { return .needMore }
                at += used
                if phase == .head { return .end }
            }
        }
    }

    /// `chunk-size [chunk-ext] CRLF`; returns how many bytes that was. No space before the extension, no sign, no `0x`,
    /// no more than sixteen digits: whatever some parser somewhere reads otherwise is refused.
    @inline(__always)
    private mutating func readChunkSize(_ input: Octets, _ limits: HTTPLimits) throws(HTTPParseError) -> Int? {
        let room = RequestParser.room(limits.chunkExtensions, after: overhead)
        let window = 16 + room + 2
        guard
            let end = try input.lineEnd(
                from: 0, seen: Int(seen), lineLimit: window, sectionLimit: window,
                tooLong: .chunkHeadTooLong, tooLarge: .chunkHeadTooLong)
        else {
            seen = UInt32(truncatingIfNeeded: input.count)
            return nil
        }
        seen = 0
        var size: UInt64 = 0
        var at = 0
        while at < end, let digit = input[at].hexValue {
            guard at < 16 else { throw .invalidChunkSize }
            size = size << 4 | UInt64(digit)
            at += 1
        }
        guard at > 0 else { throw .invalidChunkSize }
        if at < end {
            guard input[at] == 0x3B else { throw .invalidChunkSize }
            guard input.isFieldValue(at..<end) else { throw .invalidChunkExtension }
            guard end - at <= room else { throw .chunkHeadTooLong }
            overhead += UInt32(truncatingIfNeeded: end - at)
        }
        if size == 0 {
            overhead = 0
            phase = .trailers
        } else {
            guard size <= UInt64(clamping: limits.body) &- min(announced, UInt64(clamping: limits.body)) else {
                throw .bodyTooLarge
            }
            announced += size
            remaining = size
            phase = .chunkData
        }
        return end + 2
    }

    /// One line of the trailer section (RFC 9112 §7.1.2), or the empty one that ends the message.
    @inline(__always)
    private mutating func readTrailer(_ input: Octets, _ limits: HTTPLimits) throws(HTTPParseError) -> Int? {
        guard
            let end = try input.lineEnd(
                from: 0, seen: Int(seen), lineLimit: RequestParser.room(limits.fieldSize) + 2,
                sectionLimit: RequestParser.room(limits.trailers, after: overhead) + 2,
                tooLong: .fieldTooLong, tooLarge: .trailersTooLarge)
        else {
            seen = UInt32(truncatingIfNeeded: input.count)
            return nil
        }
        seen = 0
        if end == 0 {
            lines = 0
            phase = .head
        } else {
            guard lines < UInt32(clamping: limits.fieldCount) else { throw .tooManyFields }
            lines += 1
            overhead += UInt32(truncatingIfNeeded: end + 2)
            let field = try input.field(in: 0..<end)
            guard !field.known.isForbiddenInTrailer else { throw .forbiddenTrailer }
        }
        return end + 2
    }
}
