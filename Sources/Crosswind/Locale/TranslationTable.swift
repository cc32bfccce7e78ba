/// A file of translations: comma-separated values in Excel's dialect, as Python's `csv` reads them.
enum TranslationTable {
    enum Form: String, Hashable, Sendable { case singular, plural, unknown }

    static func read(_ bytes: [UInt8], _ path: String) throws(TranslationError) -> [Form: [String: String]] {
        guard let text = decode(bytes) else { throw .notText(path) }
        var table: [Form: [String: String]] = [:]
        for (line, row) in try rows(text, path) where row.count >= 2 {
            let columns = row.map { trimmed($0) }
            let name = columns.count > 2 && !columns[2].isEmpty ? columns[2] : Form.unknown.rawValue
            guard let form = Form(rawValue: name) else { throw .invalidForm(path, line, name) }
            table[form, default: [:]][columns[0]] = columns[1]
        }
        return table
    }

    private static func decode(_ bytes: [UInt8]) -> String? {
        switch bytes.prefix(2) {
        case [0xFF, 0xFE], [0xFE, 0xFF]:
            let isLittle = bytes[0] == 0xFF
            guard bytes.count % 2 == 0 else { return nil }
            let units = stride(from: 2, to: bytes.count, by: 2).map { at in
                let (first, second) = (UInt16(bytes[at]), UInt16(bytes[at + 1]))
                return isLittle ? second << 8 | first : first << 8 | second
            }
            return String(validating: units, as: UTF16.self)
        default:
            let isMarked = bytes.prefix(3) == [0xEF, 0xBB, 0xBF]
            return String(validating: isMarked ? bytes[3...] : bytes[...], as: UTF8.self)
        }
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    /// The rows with the lines they begin on. A quoted field may hold line ends, and `""` for a quotation mark.
    private static func rows(_ text: String, _ path: String) throws(TranslationError) -> [(line: Int, row: [String])] {
        var rows: [(line: Int, row: [String])] = []
        var row: [String] = []
        var field = String.UnicodeScalarView()
        var (line, begin) = (1, 1)
        var isQuoted = false
        var hasField = false
        var scalars = text.unicodeScalars[...]
        func endRow() {
            if hasField || !row.isEmpty { rows.append((begin, row + [String(field)])) }
            row = []
            field = String.UnicodeScalarView()
            hasField = false
            begin = line
        }
        while let scalar = scalars.popFirst() {
            if scalar == "\n" { line += 1 }
            if isQuoted {
                if scalar != "\"" {
                    field.append(scalar)
                } else if scalars.first == "\"" {
                    field.append(scalar)
                    scalars.removeFirst()
                } else {
                    isQuoted = false
                }
                continue
            }
            switch scalar {
            case "\"" where field.isEmpty:
                isQuoted = true
                hasField = true
            case ",":
                row.append(String(field))
                field = String.UnicodeScalarView()
                hasField = true
            case "\r", "\n": endRow()
            default:
                field.append(scalar)
                hasField = true
            }
        }
        guard !isQuoted else { throw .openQuote(path, begin) }
        endRow()
        return rows
    }
}
