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

    /// Bytes of one value at most, before they are escaped: as many as a request line or field has by default. What an
    /// application answers, and what larger limits let in, may be longer, and a line is to fit into the writer's memory.
    static let longest = 8190

    /// Appends `bytes`, escaped; of more than ``longest`` the first, and `...`.
    static func append(_ bytes: UnsafeRawBufferPointer, _ context: Context, to buffer: inout OutputBuffer) {
        guard bytes.count > longest else { return escape(bytes, context, to: &buffer) }
        escape(UnsafeRawBufferPointer(rebasing: bytes[..<longest]), context, to: &buffer)
        buffer.append("...")
    }

    private static func escape(_ bytes: UnsafeRawBufferPointer, _ context: Context, to buffer: inout OutputBuffer) {
        var clean = 0
        var index = 0
        while index < bytes.count {
            if index + 8 <= bytes.count,
                isSafe(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self), blanks: context != .word)
            {
                index += 8
                continue
            }
            let byte = bytes[index]
            index += 1
            if byte > 32 && byte < 127 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") { continue }
            if byte == 32 && context != .word { continue }
            buffer.append(UnsafeRawBufferPointer(rebasing: bytes[clean..<(index - 1)]))
            clean = index
            escape(byte, context, to: &buffer)
        }
        buffer.append(UnsafeRawBufferPointer(rebasing: bytes[clean...]))
    }

    /// Whether none of eight bytes needs an escape: user agents of a hundred bytes are the bulk of a log.
    private static func isSafe(_ eight: UInt64, blanks: Bool) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // The high bit of a byte is set where (x - n) borrows and x itself was below 128: x < n. A borrow into the next
        // byte can only report too much, never too little.
        func below(_ value: UInt64, _ bound: UInt64) -> UInt64 { (value &- ones &* bound) & ~value }
        let low = below(eight, blanks ? 32 : 33)
        let quotes = below(eight ^ (ones &* 0x22), 1) | below(eight ^ (ones &* 0x5c), 1)
        let high = eight | below(eight ^ (ones &* 0x7f), 1)
        return (low | quotes | high) & (ones &* 0x80) == 0
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
