import CrosswindHTTP
import Logging

extension LogEntry {
    /// Appends `2026-11-23T21:30:00.123Z info crosswind: message key=value` and a line feed.
    ///
    /// A message of several lines, a traceback above all, stays as it is with its further lines indented, so that none
    /// of them can be taken for an entry of its own.
    func appendText(colours: Bool, to buffer: inout OutputBuffer) {
        buffer.append(iso8601: seconds, milliseconds: milliseconds)
        buffer.append(" ")
        if colours, let colour { buffer.append(colour) }
        buffer.append(text: level.rawValue)
        if colours, colour != nil { buffer.append("\u{1b}[0m") }
        buffer.append(" ")
        LogText.append(label, .value, to: &buffer)
        buffer.append(": ")
        let lines = message.hasSuffix("\n") ? message[...].dropLineBreaks() : message[...]
        LogText.append(lines, .lines, to: &buffer)
        // Behind the last line of a traceback metadata would look like a part of it.
        let separator: StaticString = lines.utf8.contains(UInt8(ascii: "\n")) ? "\n    " : " "
        for (index, (key, value)) in metadata.enumerated() {
            buffer.append(index == 0 ? separator : " ")
            LogText.append(key, .value, to: &buffer)
            buffer.append("=")
            LogText.append("\(value)", .value, to: &buffer)
        }
        buffer.append("\n")
    }

    private var colour: StaticString? {
        switch level {
        case .trace, .debug: "\u{1b}[2m"
        case .info: "\u{1b}[32m"
        case .notice: "\u{1b}[36m"
        case .warning: "\u{1b}[33m"
        case .error: "\u{1b}[31m"
        case .critical: "\u{1b}[1;31m"
        }
    }
}

/// Text for a terminal or a log file: UTF-8 as it is, but nothing that moves the cursor, breaks the line or reverses
/// the writing direction.
enum LogText {
    enum Form {
        /// Line feeds and tabs stay; what follows a line feed is indented.
        case lines
        /// One word: in quotes when there is a blank, quote or `=` in it, line feeds escaped.
        case value
    }

    static func append(_ text: some StringProtocol, _ form: Form, to buffer: inout OutputBuffer) {
        let quoted =
            switch form {
            case .lines: false
            case .value:
                text.isEmpty || text.unicodeScalars.contains { $0 == " " || $0 == "\"" || $0 == "=" || $0 == "\n" }
            }
        if quoted { buffer.append("\"") }
        var heldReturn = false
        for scalar in text.unicodeScalars {
            // A carriage return is the first half of a line break, or a way to write over the line.
            if heldReturn, scalar != "\n" { buffer.append("\\r") }
            heldReturn = form == .lines && scalar == "\r"
            if heldReturn { continue }
            switch scalar {
            case "\n" where form == .lines: buffer.append("\n    ")
            case "\n": buffer.append("\\n")
            case "\t" where form == .lines: buffer.append("\t")
            case "\"" where quoted, "\\" where quoted:
                buffer.append("\\")
                buffer.append(UInt8(ascii: scalar))
            default:
                if scalar.isHarmful { buffer.append(escapeOf: scalar) } else { buffer.append(scalar: scalar) }
            }
        }
        if heldReturn { buffer.append("\\r") }
        if quoted { buffer.append("\"") }
    }
}

extension Unicode.Scalar {
    /// Control characters (C0, DEL, C1), line and paragraph separators, and marks that reorder text.
    var isHarmful: Bool {
        switch value {
        case 0..<32, 127..<160, 0x200e...0x200f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }
}

extension OutputBuffer {
    /// Appends a text's UTF-8.
    mutating func append(text: String) {
        var copy = text
        copy.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Appends a character's UTF-8.
    mutating func append(scalar: Unicode.Scalar) {
        for byte in scalar.utf8 { append(byte) }
    }

    /// Appends `\xHH`, or `\u{HHHH}` beyond ASCII.
    mutating func append(escapeOf scalar: Unicode.Scalar) {
        if scalar.value < 128 {
            LogEscape.escape(UInt8(scalar.value), .text, to: &self)
        } else {
            append("\\u{")
            append(hexadecimal: UInt64(scalar.value))
            append("}")
        }
    }
}

extension Substring {
    /// The text without line breaks at its end.
    func dropLineBreaks() -> Substring {
        var rest = self
        while let last = rest.last, last.isNewline { rest.removeLast() }
        return rest
    }
}
