// HTML 5, "Character reference state", read the way Python's `html.unescape` reads it.

enum CharacterReference {
    /// Appends what the reference at `start` (an ampersand) stands for, and returns where it ends. What is no reference
    /// is appended as it is.
    static func resolve(_ bytes: Octets, at start: Int, into result: inout [UInt8]) -> Int {
        let next = start + 1
        guard next < bytes.count else {
            result.append(bytes[start])
            return next
        }
        if bytes[next] == UInt8(ascii: "#") { return numeric(bytes, at: start, into: &result) }
        return named(bytes, at: start, into: &result)
    }

    private static func numeric(_ bytes: Octets, at start: Int, into result: inout [UInt8]) -> Int {
        var at = start + 2
        let isHex = at < bytes.count && bytes[at].lowered == UInt8(ascii: "x")
        if isHex { at += 1 }
        let digits = at
        var value: UInt32 = 0
        while at < bytes.count, let digit = bytes[at].hexValue, isHex || digit < 10 {
            // Saturates beyond Unicode, so that no number of digits overflows.
            value = min(value * (isHex ? 16 : 10) + UInt32(digit), 0x11_0000)
            at += 1
        }
        guard at > digits else {
            result.append(bytes[start])
            return start + 1
        }
        if at < bytes.count, bytes[at] == UInt8(ascii: ";") { at += 1 }
        if let scalar = scalar(value) { result += UTF8.encode(scalar)! }
        return at
    }

    /// Windows-1252 where C1 controls are meant by nobody; nil for what stands for nothing.
    private static func scalar(_ value: UInt32) -> Unicode.Scalar? {
        switch value {
        case 0: return "\u{FFFD}"
        case 0x0D: return "\r"
        case 0x80...0x9F: return Unicode.Scalar(UInt32(windows1252[Int(value) - 0x80]))
        case 0xD800...0xDFFF, 0x11_0000...: return "\u{FFFD}"
        case 1...8, 0x0B, 0x0E...0x1F, 0x7F, 0xFDD0...0xFDEF: return nil
        default: return value & 0xFFFE == 0xFFFE ? nil : Unicode.Scalar(value)
        }
    }

    private static let windows1252: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]

    private static func named(_ bytes: Octets, at start: Int, into result: inout [UInt8]) -> Int {
        var end = start + 1
        // Names are ASCII letters and digits of at most 31 bytes; nothing longer can match.
        while end < bytes.count, end - start <= 32, bytes[end].isDigit || bytes[end].lowered &- 0x61 < 26 { end += 1 }
        let name = bytes.repaired(start + 1..<end)
        if end < bytes.count, bytes[end] == UInt8(ascii: ";"), let text = EntityTable.shared.terminated[name] {
            result += text.utf8
            return end + 1
        }
        // The longest of the old names that browsers know without a semicolon; all have at least two letters.
        var length = min(name.utf8.count, EntityTable.longestLegacy)
        while length >= 2 {
            if let text = EntityTable.shared.legacy[bytes.repaired(start + 1..<start + 1 + length)] {
                result += text.utf8
                return start + 1 + length
            }
            length -= 1
        }
        result.append(bytes[start])
        return start + 1
    }
}
