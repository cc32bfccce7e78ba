/// Percent-encodes the paths of an environ, as Python's `urllib.parse.quote` does.
enum PathQuoting {
    /// Whether a byte stands for itself: unreserved (RFC 3986 §2.3) or a slash.
    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }

    /// `utf8` is a text of code points up to 255; each stands for the byte of its number. Nil when there are others.
    static func quote(latin1 utf8: UnsafeRawBufferPointer) -> String? {
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        result.reserveCapacity(utf8.count + 16)
        var lead: UInt8 = 0
        for unit in utf8 {
            if unit >= 0xC0 {
                // U+0100 and up begin with 0xC4 and up.
                guard unit < 0xC4 else { return nil }
                lead = unit
                continue
            }
            let byte = unit < 0x80 ? unit : lead << 6 | unit & 0x3F
            if isPlain(byte) {
                result.append(byte)
            } else {
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
