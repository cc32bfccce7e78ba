/// Reads Python literals from left to right: `None`, `True`, numbers, and strings in either quote.
struct LiteralScanner {
    private var rest: Substring

    init(_ text: Substring) { rest = text }

    private func wrong(_ what: String) -> UsageError {
        UsageError("\(what) in the application's arguments; only texts, numbers, True, False and None can stand there")
    }

    private mutating func skipBlanks() {
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
    }

    /// Whether `character` comes next; if so it is consumed.
    mutating func take(_ character: Character) -> Bool {
        skipBlanks()
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    /// Consumes `character` or fails.
    mutating func expect(_ character: Character) throws(UsageError) {
        guard take(character) else {
            throw wrong(
                rest.isEmpty
                    ? "'\(character)' is missing" : "'\(String(rest).printable)' stands where '\(character)' should")
        }
    }

    /// Fails when something is left.
    mutating func expectEnd() throws(UsageError) {
        skipBlanks()
        guard rest.isEmpty else { throw wrong("'\(String(rest).printable)' stands behind the call") }
    }

    /// Consumes `name =`, if that comes next.
    mutating func takeName() -> String? {
        skipBlanks()
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        guard word.isIdentifier else { return nil }
        let behind = rest[word.endIndex...].drop { $0 == " " || $0 == "\t" }
        guard behind.first == "=" else { return nil }
        rest = behind.dropFirst()
        return String(word)
    }

    /// Consumes one literal.
    mutating func literal() throws(UsageError) -> PythonLiteral {
        skipBlanks()
        if let quote = rest.first, quote == "'" || quote == "\"" { return .string(try string(quote)) }
        let word = rest.prefix { !", )\t".contains($0) }
        rest = rest[word.endIndex...]
        switch word {
        case "None": return .none
        case "True": return .boolean(true)
        case "False": return .boolean(false)
        default: break
        }
        let shape = word.utf8.allSatisfy { ($0 >= 48 && $0 <= 57) || "+-.eE".utf8.contains($0) }
        if shape, word.utf8.contains(where: { $0 >= 48 && $0 <= 57 }) {
            if let value = Int64(word) { return .integer(value) }
            if word.contains(where: { ".eE".contains($0) }), let value = Double(word), value.isFinite {
                return .float(value)
            }
        }
        throw wrong("'\(String(word).printable)' is no literal")
    }

    private mutating func string(_ quote: Character) throws(UsageError) -> String {
        rest.removeFirst()
        var value = ""
        while let character = rest.popFirst() {
            if character == quote { return value }
            guard character == "\\" else {
                value.append(character)
                continue
            }
            guard let escaped = rest.popFirst() else { break }
            switch escaped {
            case "\\", "'", "\"": value.append(escaped)
            case "n": value.append("\n")
            case "r": value.append("\r")
            case "t": value.append("\t")
            case "x": value.unicodeScalars.append(try scalar(digits: 2))
            case "u": value.unicodeScalars.append(try scalar(digits: 4))
            case "U": value.unicodeScalars.append(try scalar(digits: 8))
            default: throw wrong("'\\\(String(escaped).printable)' is no escape")
            }
        }
        throw wrong("a quote is not closed")
    }

    private mutating func scalar(digits: Int) throws(UsageError) -> Unicode.Scalar {
        let text = rest.prefix(digits)
        rest = rest.dropFirst(digits)
        guard text.utf8.count == digits, text.allSatisfy(\.isHexDigit), let value = UInt32(text, radix: 16),
            let scalar = Unicode.Scalar(value)
        else { throw wrong("'\(String(text).printable)' is no code point") }
        return scalar
    }
}
