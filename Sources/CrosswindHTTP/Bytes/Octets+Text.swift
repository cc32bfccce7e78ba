// Text out of bytes, for the parts that hand values to an application. Everything goes through the checked accesses of
// `Octets`.

extension Octets {
    /// All of it.
    @inline(__always) var whole: Range<Int> { 0..<count }

    /// The bytes of `range`, checked, for one call.
    @inline(__always) func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
    }

    /// `range` without the blanks and tabs at either end (optional whitespace, RFC 9110 §5.6.3).
    @inline(__always) func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, self[start].isOWS { start += 1 }
        while end > start, self[end - 1].isOWS { end -= 1 }
        return start..<end
    }

    /// Whether no byte of `range` has its highest bit set.
    func isASCII(_ range: Range<Int>) -> Bool {
        var at = range.lowerBound
        while range.upperBound - at >= 8 {
            if word(at: at) & 0x8080_8080_8080_8080 != 0 { return false }
            at += 8
        }
        while at < range.upperBound {
            if self[at] >= 0x80 { return false }
            at += 1
        }
        return true
    }

    /// The text, or nil when it is no UTF-8.
    func utf8(_ range: Range<Int>) -> String? { String(validating: slice(range), as: UTF8.self) }

    /// The text with U+FFFD for what is no UTF-8.
    func repaired(_ range: Range<Int>) -> String { String(decoding: slice(range), as: UTF8.self) }

    /// Each byte as the code point of the same number (ISO 8859-1), which loses nothing.
    func latin1(_ range: Range<Int>) -> String {
        if isASCII(range) { return repaired(range) }
        return String(unsafeUninitializedCapacity: range.count * 2) { place in
            var used = 0
            for at in range {
                let byte = self[at]
                if byte < 0x80 {
                    place[used] = byte
                    used += 1
                } else {
                    place[used] = 0xC0 | byte >> 6
                    place[used + 1] = 0x80 | byte & 0x3F
                    used += 2
                }
            }
            return used
        }
    }

    /// UTF-8 where it is UTF-8, else ISO 8859-1: never fails, and loses nothing.
    func name(_ range: Range<Int>) -> String { utf8(range) ?? latin1(range) }

    /// A copy.
    func array(_ range: Range<Int>) -> [UInt8] { Array(slice(range)) }
}

extension String {
    /// Shows the UTF-8 to `body`, without a copy where the string is native.
    @inline(__always) func withOctets<Result>(_ body: (Octets) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable({ body(Octets(.init($0))) }) { return result }
        var copy = self
        return copy.withUTF8 { body(Octets(.init($0))) }
    }
}

extension UInt8 {
    /// The lower-case letter for an upper-case one of ASCII, everything else as it is.
    @inline(__always) var lowered: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// The upper-case letter for a lower-case one of ASCII, everything else as it is.
    @inline(__always) var raised: UInt8 { self &- 0x61 < 26 ? self & 0xDF : self }
}
