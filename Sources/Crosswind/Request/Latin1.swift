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
}
