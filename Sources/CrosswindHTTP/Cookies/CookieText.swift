// The quoting of Python's `http.cookies` (once of RFC 2109): what is no token stands in double quotes, with `\"`, `\\`
// and `\ooo` for the bytes that browsers stumble over. CPython's first version of the reverse copied the rest of the text
// for each escape (CVE-2024-7592); this goes through it once.

enum CookieText {
    /// Letters, digits and ``!#$%&'*+-.^_`|~:``: what needs no quotes and makes a name. (RFC 6265 knows no colon in a
    /// name; Python allows it.)
    @inline(__always) static func isPlain(_ byte: UInt8) -> Bool {
        ByteClass.token.contains(byte) || byte == UInt8(ascii: ":")
    }

    /// Whether a cookie may be called so: a token that is no attribute's name.
    static func isName(_ bytes: Octets, _ range: Range<Int>) -> Bool {
        guard !range.isEmpty else { return false }
        for at in range where !isPlain(bytes[at]) { return false }
        return !isReserved(bytes, range)
    }

    private static func isReserved(_ bytes: Octets, _ range: Range<Int>) -> Bool {
        switch range.count {
        case 4: bytes.equals("path", in: range)
        case 6: bytes.equals("domain", in: range) || bytes.equals("secure", in: range)
        case 7:
            bytes.equals("expires", in: range) || bytes.equals("max-age", in: range)
                || bytes.equals("comment", in: range) || bytes.equals("version", in: range)
        case 8: bytes.equals("httponly", in: range) || bytes.equals("samesite", in: range)
        case 11: bytes.equals("partitioned", in: range)
        default: false
        }
    }

    /// Without white space at the ends, as Python strips it: ASCII's, and the two of ISO 8859-1.
    static func trimmed(_ bytes: Octets, _ range: Range<Int>) -> Range<Int> {
        func isSpace(_ byte: UInt8) -> Bool {
            byte == 0x20 || 9...13 ~= byte || 0x1C...0x1F ~= byte || byte == 0x85 || byte == 0xA0
        }
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, isSpace(bytes[start]) { start += 1 }
        while end > start, isSpace(bytes[end - 1]) { end -= 1 }
        return start..<end
    }

    /// The value without its quotes and escapes; as it is when it has no quotes.
    static func unquote(_ bytes: Octets, _ range: Range<Int>) -> String {
        let quote = UInt8(ascii: "\"")
        guard range.count >= 2, bytes[range.lowerBound] == quote, bytes[range.upperBound - 1] == quote else {
            return bytes.latin1(range)
        }
        let inner = range.lowerBound + 1..<range.upperBound - 1
        guard bytes.first(UInt8(ascii: "\\"), in: inner) != nil else { return bytes.latin1(inner) }
        var result: [UInt8] = []
        result.reserveCapacity(inner.count)
        var at = inner.lowerBound
        while at < inner.upperBound {
            let byte = bytes[at]
            at += 1
            guard byte == UInt8(ascii: "\\"), at < inner.upperBound else {
                result.append(byte)
                continue
            }
            if inner.upperBound - at >= 3, let code = octal(bytes, at) {
                result.append(code)
                at += 3
            } else if bytes[at] != .lineFeed {
                result.append(bytes[at])
                at += 1
            } else {
                result.append(byte)
            }
        }
        return result.withUnsafeBytes { Octets($0).latin1(0..<$0.count) }
    }

    private static func octal(_ bytes: Octets, _ at: Int) -> UInt8? {
        let (high, middle, low) = (bytes[at] &- 0x30, bytes[at + 1] &- 0x30, bytes[at + 2] &- 0x30)
        guard high < 4, middle < 8, low < 8 else { return nil }
        return high << 6 | middle << 3 | low
    }

    /// The value as it travels: in quotes unless it is a token. Nil when it holds a control character or one beyond
    /// U+00FF.
    static func quote(_ value: String) -> String? {
        if !value.isEmpty, value.utf8.allSatisfy({ isPlain($0) }) { return value }
        var result = "\""
        for scalar in value.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value), byte >= 0x20, byte != 0x7F else { return nil }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                result += "\\"
                result.unicodeScalars.append(scalar)
            case _ where isUnescaped(byte):
                result.unicodeScalars.append(scalar)
            default:
                result += "\\"
                for shift in [6, 3, 0] { result.unicodeScalars.append(Unicode.Scalar(0x30 + (byte >> shift) & 7)) }
            }
        }
        return result + "\""
    }

    /// What stands for itself within quotes: all printable ASCII but quote, backslash, comma and semicolon.
    private static func isUnescaped(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: ",") && byte != UInt8(ascii: ";")
    }
}
