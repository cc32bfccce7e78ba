import CrosswindHTTP

/// The user name of an `Authorization: Basic …` header, decoded as it is written.
///
/// Whether the password was right isn't known here: the name is what the client says, no more.
enum BasicUser {
    /// Longest encoded name that is looked at, in bytes.
    private static let longest = 512

    /// Appends the name, escaped.
    ///
    /// - Returns: false, and nothing is appended, when the header names nobody.
    static func append(_ header: UnsafeRawBufferPointer, _ context: LogEscape.Context, to buffer: inout OutputBuffer)
        -> Bool
    {
        guard header.count > 6, header[5] == 32, "basic".utf8.elementsEqual(header[..<5].lazy.map { $0 | 0x20 }) else {
            return false
        }
        let mark = buffer.count
        var bits: UInt32 = 0
        var held = 0
        for byte in header[6...].prefix(longest) {
            if byte == 32 && bits == 0 && held == 0 { continue }
            guard let value = sixBits(byte) else { break }
            bits = bits << 6 | value
            held += 6
            guard held >= 8 else { continue }
            held -= 8
            let decoded = UInt8(truncatingIfNeeded: bits >> UInt32(held))
            if decoded == UInt8(ascii: ":") { return buffer.count > mark }
            withUnsafeBytes(of: decoded) { LogEscape.append($0, context, to: &buffer) }
        }
        // No colon: these are no credentials.
        buffer.truncate(to: mark)
        return false
    }

    private static func sixBits(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 65...90: UInt32(byte - 65)
        case 97...122: UInt32(byte - 71)
        case 48...57: UInt32(byte + 4)
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
