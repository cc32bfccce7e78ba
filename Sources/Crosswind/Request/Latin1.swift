/// Text of bytes that may be anything: each byte a code point, as HTTP/1 and WSGI have it.
enum Latin1 {
    static func text(_ bytes: UnsafeRawBufferPointer) -> String {
        // ASCII, nearly always: then the bytes are the text.
        if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
        var text = ""
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
        return text
    }

    /// The bytes that such a text stands for; nil when it holds other characters.
    static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    /// Such a text as it may stand in a URL of ours: what the client sent beyond ASCII, percent-encoded (RFC 3986 §2.1). In a
    /// field it would be written as UTF-8, and lead to another place.
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var result: [UInt8] = []
        for byte in bytes(text) ?? Array(text.utf8) {
            result += byte < 0x80 ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: result, as: UTF8.self)
    }
}
