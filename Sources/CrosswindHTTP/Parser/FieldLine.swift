// `name ":" OWS value OWS` (RFC 9112 §5). The verdict on a line depends on nothing but the line, so that a head that
// arrives in pieces can be judged line by line and still gets the same answer as one that arrives whole.

extension Octets {
    /// Reads the field in `line` (not empty, without its end).
    @inline(__always)
    func field(in line: Range<Int>) throws(HTTPParseError) -> RequestHead.HeaderField {
        let start = line.lowerBound
        guard let colon = colon(in: line) else { throw nameError(line) }
        let known = KnownField(self, at: start, count: colon - start)
        if known == .other { try validateName(start..<colon) }
        var first = colon + 1
        var last = line.upperBound
        while first < last, self[first].isOWS { first += 1 }
        while last > first, self[last - 1].isOWS { last -= 1 }
        try validateValue(first..<last)
        return RequestHead.HeaderField(
            name: ByteSpan(start, to: colon), value: ByteSpan(first, to: last), known: known)
    }

    @inline(__always)
    private func colon(in line: Range<Int>) -> Int? {
        var at = line.lowerBound
        while line.upperBound - at >= 8 {
            let hits = Word.marks(word(at: at), 0x3A)
            if hits != 0 { return at + hits.trailingZeroBitCount >> 3 }
            at += 8
        }
        while at < line.upperBound {
            if self[at] == 0x3A { return at }
            at += 1
        }
        return nil
    }

    @inline(__always)
    private func validateName(_ name: Range<Int>) throws(HTTPParseError) {
        guard !name.isEmpty else { throw .invalidFieldName }
        for at in name where !ByteClass.token.contains(self[at]) { throw nameError(name) }
    }

    /// Says which rule a name broke; `range` is the name, or the whole line when it has no colon.
    @inline(never)
    private func nameError(_ range: Range<Int>) -> HTTPParseError {
        if self[range.lowerBound].isOWS { return .obsoleteFolding }
        return self[range.upperBound - 1].isOWS ? .spaceBeforeColon : .invalidFieldName
    }

    /// No controls but the tab (RFC 9110 §5.5); bytes from 0x80 on pass, as they always have.
    @inline(__always)
    func validateValue(_ value: Range<Int>) throws(HTTPParseError) {
        var at = value.lowerBound
        while at < value.upperBound {
            if value.upperBound - at >= 8 {
                let word = word(at: at)
                let special = Word.marks(word, below: 0x20) | Word.marks(word, 0x7F)
                if special == 0 {
                    at += 8
                    continue
                }
                at += special.trailingZeroBitCount >> 3
            }
            guard !self[at].isForbiddenInValue else { throw .invalidFieldValue }
            at += 1
        }
    }
}
