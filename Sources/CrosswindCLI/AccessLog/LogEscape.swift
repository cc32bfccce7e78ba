import CrosswindHTTP

/// Makes bytes that a client chose safe to stand in a line of log.
///
/// Only printable ASCII passes. All else could forge a line (line feeds), draw on the terminal of whoever reads the log
/// (escape sequences), close a quoted field early, or break what parses it (bytes that are no UTF-8).
enum LogEscape {
    /// What is escaped beside control bytes, `"`, `\` and bytes from 0x7f on.
    enum Context {
        /// A field that may stand in quotes: `\xHH`, as nginx and Apache write it.
        case text
        /// A field that ends at the next blank: a blank is escaped as well.
        case word
        /// A JSON string: `\u00HH`, a byte being the code point of that number, as in WSGI's strings.
        case json
    }

    private static let digits: StaticString = "0123456789abcdef"

    /// Appends `bytes`, escaped.
    static func append(_ bytes: UnsafeRawBufferPointer, _ context: Context, to buffer: inout OutputBuffer) {
        var clean = 0
        for index in 0..<bytes.count {
            let byte = bytes[index]
            if byte > 32 && byte < 127 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") { continue }
            if byte == 32 && context != .word { continue }
            buffer.append(UnsafeRawBufferPointer(rebasing: bytes[clean..<index]))
            clean = index + 1
            escape(byte, context, to: &buffer)
        }
        buffer.append(UnsafeRawBufferPointer(rebasing: bytes[clean...]))
    }

    /// Appends one byte's escape.
    static func escape(_ byte: UInt8, _ context: Context, to buffer: inout OutputBuffer) {
        switch context {
        case .json: buffer.append("\\u00")
        case .text, .word: buffer.append("\\x")
        }
        buffer.append(digits.utf8Start[Int(byte >> 4)])
        buffer.append(digits.utf8Start[Int(byte & 15)])
    }
}
