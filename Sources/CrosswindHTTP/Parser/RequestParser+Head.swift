extension RequestParser {
    /// What is left of a limit. Whatever the limit says, a gigabyte is the most, so that offsets fit a `ByteSpan` and no
    /// sum overflows.
    @inline(__always)
    static func room(_ limit: Int, after used: UInt32 = 0) -> Int {
        max(0, min(max(limit, 0), 1 << 30) - Int(used))
    }

    @inline(__always)
    mutating func nextHead(
        _ input: Octets, _ consumed: inout Int, _ head: RequestHead, _ limits: HTTPLimits
    ) throws(HTTPParseError) -> Event {
        var fresh = input
        if seen == 0, input.count > 0, !ByteClass.token.contains(input[0]) {
            // Also ends a TLS handshake on a plain port at once instead of waiting for a line.
            guard try skipsEmptyLine(input) else { return .needMore }
            consumed += 2
            fresh = input.dropFirst(2)
            if fresh.count > 0, !ByteClass.token.contains(fresh[0]) { _ = try skipsEmptyLine(fresh) }
        }
        guard fresh.count > 0 else { return .needMore }
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
        let room = RequestParser.room(limits.head)
        let lineRoom = RequestParser.room(limits.requestLine)
        let fieldRoom = RequestParser.room(limits.fieldSize)
        let fieldCount = RequestParser.room(limits.fieldCount)
        while true {
            // Only a line of which nothing was seen before, so that no byte is looked at again and again.
            if index > 0, index <= fieldCount, from == line, from <= input.count {
                let quick = QuickField.read(input, from: line, window: min(line &+ fieldRoom &+ 2, room))
                if quick.next != 0 {
                    facts.note(quick.field.known, head.fieldCount)
                    head.append(quick.field)
                    line = quick.next
                    from = line
                    index &+= 1
                    continue
                }
            }
            guard
                let end = try input.lineEnd(
                    from: line, seen: from, lineLimit: line &+ (index == 0 ? lineRoom : fieldRoom) &+ 2,
                    sectionLimit: room, tooLong: index == 0 ? .requestLineTooLong : .fieldTooLong,
                    tooLarge: .headTooLarge)
            else {
                lineStart = UInt32(truncatingIfNeeded: line)
                seen = UInt32(truncatingIfNeeded: input.count)
                lines = UInt32(truncatingIfNeeded: index)
                return nil
            }
            if index == 0 {
                try head.parseRequestLine(input, line..<end)
                head.content.pointee.headerBlock.start = UInt32(truncatingIfNeeded: end &+ 2)
            } else if end == line {
                break
            } else {
                guard index <= fieldCount else { throw .tooManyFields }
                let field = try input.field(in: line..<end)
                facts.note(field.known, head.fieldCount)
                head.append(field)
            }
            line = end &+ 2
            from = line
            index &+= 1
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
    private mutating func skipsEmptyLine(_ input: Octets) throws(HTTPParseError) -> Bool {
        guard input[0] != .lineFeed else { throw .bareLineFeed }
        guard input[0] == .carriageReturn, !skippedEmptyLine else { throw .malformedRequestLine }
        guard input.count > 1 else { return false }
        guard input[1] == .lineFeed else { throw .malformedRequestLine }
        skippedEmptyLine = true
        return true
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
