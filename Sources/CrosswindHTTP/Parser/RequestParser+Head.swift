extension RequestParser {
    /// Whatever the limits say, offsets must fit a `ByteSpan`.
    private static var headRoom: Int { 1 << 30 }

    @inline(__always)
    mutating func nextHead(
        _ input: Octets, _ consumed: inout Int, _ head: RequestHead, _ limits: HTTPLimits
    ) throws(HTTPParseError) -> Event {
        guard input.count > 0 else { return .needMore }
        var start = 0
        if seen == 0, !ByteClass.token.contains(input[0]) {
            // Also ends a TLS handshake on a plain port at once instead of waiting for a line.
            guard let skip = try skipEmptyLine(input) else { return .needMore }
            start = skip
            consumed += skip
        }
        let fresh = start == 0 ? input : input.dropFirst(start)
        let partial = lineStart != 0
        guard var end = try readLines(fresh, head, limits) else { return .needMore }
        if partial {
            // It arrived in pieces, each line was judged when it was there; now that all are, fill the head in one go.
            // Not sooner, because the caller may show us another head in between.
            lineStart = 0
            seen = 0
            lines = 0
            guard let again = try readLines(fresh, head, limits) else { return .needMore }
            end = again
        }
        head.copy(fresh.prefix(end))
        begin(head.framing)
        consumed += end
        return .head
    }

    /// Reads lines until the empty one and returns the offset behind it; nil, with the place remembered, when the head
    /// is incomplete.
    @inline(__always)
    private mutating func readLines(
        _ input: Octets, _ head: RequestHead, _ limits: HTTPLimits
    ) throws(HTTPParseError) -> Int? {
        head.begin()
        var facts = HeadFacts()
        var line = Int(lineStart)
        var from = max(Int(seen), line)
        var index = Int(lines)
        let room = min(max(limits.head, 0), RequestParser.headRoom)
        while true {
            let limit = min(max(index == 0 ? limits.requestLine : limits.fieldSize, 0), room)
            guard
                let end = try input.lineEnd(
                    from: line, seen: from, lineLimit: line + limit + 2, sectionLimit: room,
                    tooLong: index == 0 ? .requestLineTooLong : .fieldTooLong, tooLarge: .headTooLarge)
            else {
                lineStart = UInt32(truncatingIfNeeded: line)
                seen = UInt32(truncatingIfNeeded: input.count)
                lines = UInt32(truncatingIfNeeded: index)
                return nil
            }
            if index == 0 {
                try head.parseRequestLine(input, line..<end)
                head.content.pointee.headerBlock.start = UInt32(end + 2)
            } else if end == line {
                break
            } else {
                guard index <= limits.fieldCount else { throw .tooManyFields }
                let field = try input.field(in: line..<end)
                facts.note(field.known, head.fieldCount)
                head.append(field)
            }
            line = end + 2
            from = line
            index += 1
        }
        // A pass that began behind the first line has not seen them all: the second one judges.
        if lineStart == 0 {
            try facts.conclude(input, head, bodyLimit: limits.body)
            head.content.pointee.headerBlock.count = UInt32(line + 2) - head.headerBlock.start
        }
        return line + 2
    }

    /// One empty line before the request line is skipped (RFC 9112 §2.2: some old clients send it after a body).
    @inline(never)
    private mutating func skipEmptyLine(_ input: Octets) throws(HTTPParseError) -> Int? {
        guard input[0] != .lineFeed else { throw .bareLineFeed }
        guard input[0] == .carriageReturn, !skippedEmptyLine else { throw .malformedRequestLine }
        guard input.count > 1 else { return nil }
        guard input[1] == .lineFeed else { throw .malformedRequestLine }
        skippedEmptyLine = true
        guard input.count > 2 else { return 2 }
        guard ByteClass.token.contains(input[2]) else {
            throw input[2] == .lineFeed ? .bareLineFeed : .malformedRequestLine
        }
        return 2
    }

    @inline(__always)
    private mutating func begin(_ framing: BodyFraming) {
        skippedEmptyLine = false
        lineStart = 0
        seen = 0
        lines = 0
        switch framing {
        case .none: break
        case .length(let count):
            remaining = count
            phase = .length
        case .chunked:
            overhead = 0
            announced = 0
            phase = .chunkSize
        }
    }
}
