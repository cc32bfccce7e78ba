// The two ways in which URLs carry other bytes (RFC 3986 §2.1, and `application/x-www-form-urlencoded` where a plus is a
// blank), on bytes; `Escape` has them for text.

enum URLCoding {
    /// Decodes escapes, and with `plus` also `+` as a blank. An escape that is not whole stays as it is.
    static func decode(_ bytes: Octets, _ range: Range<Int>, plus: Bool) -> [UInt8] {
        guard needsDecoding(bytes, range, plus: plus) else { return bytes.array(range) }
        return Array(unsafeUninitializedCapacity: range.count) { place, used in
            used = decode(bytes, range, plus: plus) { place[$0] = $1 }
        }
    }

    /// The same as text; `name` decides about bytes that are no UTF-8.
    static func decodeName(_ bytes: Octets, _ range: Range<Int>, plus: Bool) -> String {
        guard needsDecoding(bytes, range, plus: plus) else { return bytes.name(range) }
        return decode(bytes, range, plus: plus).withUnsafeBytes { Octets($0).name(0..<$0.count) }
    }

    private static func needsDecoding(_ bytes: Octets, _ range: Range<Int>, plus: Bool) -> Bool {
        bytes.first(UInt8(ascii: "%"), in: range) != nil || plus && bytes.first(UInt8(ascii: "+"), in: range) != nil
    }

    @inline(__always)
    private static func decode(_ bytes: Octets, _ range: Range<Int>, plus: Bool, _ store: (Int, UInt8) -> Void) -> Int {
        var at = range.lowerBound
        var used = 0
        while at < range.upperBound {
            var byte = bytes[at]
            at += 1
            if byte == UInt8(ascii: "%"), range.upperBound - at >= 2, let high = bytes[at].hexValue,
                let low = bytes[at + 1].hexValue
            {
                byte = high << 4 | low
                at += 2
            } else if plus, byte == UInt8(ascii: "+") {
                byte = .space
            }
            store(used, byte)
            used += 1
        }
        return used
    }

    /// Whether a byte stands for itself: unreserved (RFC 3986 §2.3), and the slash where it is wanted.
    @inline(__always) private static func isPlain(_ byte: UInt8, slash: Bool) -> Bool {
        if byte &- 0x30 < 10 || byte.lowered &- 0x61 < 26 { return true }
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): return true
        case UInt8(ascii: "/"): return slash
        default: return false
        }
    }

    /// Appends `bytes` encoded: with `plus` as forms do (blank as `+`, slash as `%2F`), else as paths do.
    static func encode(_ bytes: Octets, plus: Bool, into text: inout [UInt8]) {
        let digits: StaticString = "0123456789ABCDEF"
        text.reserveCapacity(text.count + bytes.count)
        for at in bytes.whole {
            let byte = bytes[at]
            if isPlain(byte, slash: !plus) {
                text.append(byte)
            } else if plus, byte == .space {
                text.append(UInt8(ascii: "+"))
            } else {
                text.append(UInt8(ascii: "%"))
                text.append(digits.utf8Start[Int(byte >> 4)])
                text.append(digits.utf8Start[Int(byte & 15)])
            }
        }
    }
}
