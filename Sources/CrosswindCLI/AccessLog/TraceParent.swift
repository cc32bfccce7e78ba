/// A `traceparent` as the W3C's Trace Context has it (§3.2): `00-TRACE-PARENT-FLAGS`, all lower-case hexadecimal digits.
enum TraceParent {
    /// The trace's 32 digits, a part of `field`; nil when that isn't one, or says that there is no trace.
    static func trace(_ field: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        // Later versions may add fields behind a dash (§3.2.4); ff is no version.
        guard field.count == 55 || field.count > 55 && !isVersion(field, 0x30) && field[55] == UInt8(ascii: "-"),
            field[2] == UInt8(ascii: "-"), field[35] == UInt8(ascii: "-"), field[52] == UInt8(ascii: "-"),
            !isVersion(field, 0x66), digits(field, 0..<2), digits(field, 3..<35), digits(field, 36..<52),
            digits(field, 53..<55), !zero(field, 3..<35), !zero(field, 36..<52)
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: field[3..<35])
    }

    private static func isVersion(_ field: UnsafeRawBufferPointer, _ digit: UInt8) -> Bool {
        field[0] == digit && field[1] == digit
    }

    private static func digits(_ field: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        range.allSatisfy { field[$0] &- 0x30 < 10 || field[$0] &- 0x61 < 6 }
    }

    private static func zero(_ field: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        range.allSatisfy { field[$0] == 0x30 }
    }
}
