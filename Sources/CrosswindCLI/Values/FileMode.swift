/// Permissions as people write them: always octal.
enum FileMode {
    /// Reads `22`, `022`, `0022`, `0o22`: 0 to 0777.
    static func parse(_ text: String) throws(UsageError) -> UInt32 {
        let digits = text.after("0o") ?? text[...]
        guard !digits.isEmpty, digits.utf8.count <= 4, digits.utf8.allSatisfy({ $0 >= 48 && $0 < 56 }),
            let mode = UInt32(digits, radix: 8), mode <= 0o777
        else { throw UsageError("'\(text.printable)' is no mode; write three octal digits, as in 027") }
        return mode
    }
}
