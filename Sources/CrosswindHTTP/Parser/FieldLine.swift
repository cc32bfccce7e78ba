// `name ":" OWS value OWS` (RFC 9112 §5). The verdict on a line depends on nothing but the line, so that a head that
// arrives in pieces can be judged line by line and still gets the same answer as one that arrives whole.

extension Octets {
    /// Reads the field in `line` (not empty, without its end).
    @inline(__always)
    func field(in line: Range<Int>) throws(HTTPParseError) -> RequestHead.HeaderField {
        let start = line.lowerBound
        guard let colon = firstNear(0x3A, in: line) else { throw nameError(line) }
        let known = KnownField(self, at: start, count: colon &- start)
        if known == .other {
            guard colon > start else { throw .invalidFieldName }
            guard isToken(start..<colon) else { throw nameError(start..<colon) }
        }
        var first = colon &+ 1
        var last = line.upperBound
        while first < last, self[first].isOWS { first &+= 1 }
        while last > first, self[last &- 1].isOWS { last &-= 1 }
        guard isFieldValue(first..<last) else { throw .invalidFieldValue }
        return RequestHead.HeaderField(
            name: ByteSpan(start, to: colon), value: ByteSpan(first, to: last), known: known)
    }

    /// Says which rule a name broke; `range` is the name, or the whole line when it has no colon.
    @inline(never)
    private func nameError(_ range: Range<Int>) -> HTTPParseError {
        if self[range.lowerBound].isOWS { return .obsoleteFolding }
        return self[range.upperBound - 1].isOWS ? .spaceBeforeColon : .invalidFieldName
    }
}
