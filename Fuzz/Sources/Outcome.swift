import CrosswindHTTP

/// What a parser said about some bytes, comparable between two ways of cutting them.
struct Outcome: Equatable {
    var heads: [[UInt8]] = []
    var facts: [[UInt32]] = []
    var bodies: [[UInt8]] = []
    var complete = 0
    var error: HTTPParseError?
    var unconsumed = 0

    init(_ bytes: [UInt8], cuts: [Int], limits: HTTPLimits) {
        var parser = RequestParser()
        let head = RequestHead()
        var start = 0
        var consumed = 0
        do throws(HTTPParseError) {
            pieces: for end in cuts + [bytes.count] {
                while true {
                    // Exactly what has arrived, in an allocation of its own: the sanitizer sees a read past it.
                    let count = end - start
                    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
                    defer { memory.deallocate() }
                    memory.copyBytes(from: bytes[start..<end])
                    consumed = 0
                    let event = try parser.next(
                        UnsafeRawBufferPointer(memory), consumed: &consumed, head: head, limits: limits)
                    require(consumed >= 0 && consumed <= count, "consumed within the input")
                    start += consumed
                    switch event {
                    case .needMore: continue pieces
                    case .head: record(head, limits, consumed: consumed)
                    case .body(let range):
                        require(!range.isEmpty && range.lowerBound >= 0 && range.upperBound <= consumed, "body range")
                        bodies[bodies.count - 1] += memory[range]
                        require(bodies[bodies.count - 1].count <= limits.body, "body limit")
                    case .end: complete += 1
                    }
                }
            }
            consumed = 0
            unconsumed = bytes.count - start
            try parser.finish()
        } catch {
            self.error = error
            unconsumed = bytes.count - start - consumed
            var again = 0
            do throws(HTTPParseError) {
                _ = try parser.next(
                    UnsafeRawBufferPointer(start: nil, count: 0), consumed: &again, head: head, limits: limits)
                require(false, "a failed parser stays failed")
            } catch {
                require(error == self.error, "a failed parser throws the same again")
            }
        }
    }

    private mutating func record(_ head: RequestHead, _ limits: HTTPLimits, consumed: Int) {
        require(head.bytes.count <= limits.head && head.bytes.count <= consumed, "head limit")
        require(head.fieldCount <= limits.fieldCount, "field limit")
        var spans = [head.method, head.target, head.path, head.query, head.host, head.headerBlock]
        for index in 0..<head.fieldCount {
            let field = head[field: index]
            spans += [field.name, field.value]
            require(!field.name.isEmpty, "names are not empty")
            for byte in head.slice(field.name) {
                require(byte > 0x20 && byte < 0x7F && byte != 0x3A, "names are tokens")
            }
            for byte in head.slice(field.value) { require(byte >= 0x20 && byte != 0x7F || byte == 9, "no controls") }
            require(field.known == .other || head.spells(field.name, field.known.name), "known names are what they say")
        }
        for byte in head.slice(head.target) { require(byte > 0x20 && byte != 0x7F && byte != 0x23, "target bytes") }
        require(head.slice(head.headerBlock).suffix(2).elementsEqual("\r\n".utf8), "the head ends in an empty line")
        require(head.minorVersion == 1 || head.framing != .chunked, "1.0 is never chunked")
        require(!head.expectsContinue || head.framing != .none, "100 only for a body")
        var facts: [UInt32] = [UInt32(head.port), UInt32(head.minorVersion), UInt32(head.methodKind.rawValue)]
        for span in spans {
            _ = head.slice(span)  // traps outside of the head
            facts += [span.start, span.count]
        }
        facts += [head.keepAlive ? 1 : 0, head.expectsContinue ? 1 : 0, head.hasQuery ? 1 : 0]
        self.facts.append(facts)
        heads.append(Array(head.bytes))
        bodies.append([])
        if head.framing == .none { complete += 1 }
    }
}
