/// A language's texts from a gettext catalogue, a `.mo` file as `msgfmt` makes it.
struct MessageCatalogue: Sendable {
    /// By the text in the program, behind its context and U+0004 where it has one.
    private var messages: [String: String] = [:]
    /// The forms of those with a plural, by the singular.
    private var plurals: [String: [String]] = [:]
    private var rule = PluralRule.germanic
    /// `es` behind `es_GT`: what the one lacks the other may have. At most one.
    var fallback: [MessageCatalogue] = []

    /// Reads a file's content.
    ///
    /// - Throws: ``TranslationError`` when it is none, or written in a coding other than UTF-8, ASCII and ISO 8859-1.
    init(_ bytes: [UInt8], _ path: String) throws(TranslationError) {
        guard let file = MessageFile(bytes) else { throw .notCatalogue(path) }
        let head = file.head
        let charset = Self.charset(of: head)
        if let line = Self.value(of: "plural-forms", in: head) {
            guard let rule = PluralRule(line) else { throw .invalidPlural(path, line) }
            self.rule = rule
        }
        for index in 0..<file.count {
            guard let entry = file.entry(index) else { throw .notCatalogue(path) }
            // The head is no text of the program. gettext gives it to those who ask for "".
            guard !entry.id.isEmpty else { continue }
            guard let id = Self.decode(entry.id, charset), let text = Self.decode(entry.text, charset) else {
                throw .catalogueCoding(path, charset)
            }
            if let end = id.firstIndex(of: "\0") {
                let forms = text.split(separator: "\0", omittingEmptySubsequences: false)
                plurals[String(id[..<end])] = forms.map { String($0) }
            } else {
                messages[id] = text
            }
        }
    }

    private static func decode(_ bytes: ArraySlice<UInt8>, _ charset: String) -> String? {
        switch charset {
        case "utf-8", "utf8": String(validating: bytes, as: UTF8.self)
        case "us-ascii", "ascii": bytes.allSatisfy { $0 < 0x80 } ? String(decoding: bytes, as: UTF8.self) : nil
        case "iso-8859-1", "latin-1", "latin1":
            String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        default: nil
        }
    }

    private static func charset(of head: String) -> String {
        guard let type = value(of: "content-type", in: head), let at = type.lowercased().firstRange(of: "charset=")
        else {
            return "us-ascii"
        }
        return String(type.lowercased()[at.upperBound...].prefix { !$0.isWhitespace && $0 != ";" })
    }

    /// The head is lines like a mail's.
    private static func value(of name: String, in head: String) -> String? {
        for line in head.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name else { continue }
            return String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        return nil
    }

    // MARK: texts

    /// Python's `gettext`; nil when there is no translation.
    func text(_ message: String) -> String? {
        messages[message] ?? form(1, of: message) ?? fallback.first?.text(message)
    }

    /// Python's `ngettext`; nil when there is no translation for that number.
    func text(_ message: String, count: Int) -> String? {
        form(count, of: message) ?? fallback.first?.text(message, count: count)
    }

    private func form(_ count: Int, of message: String) -> String? {
        guard let forms = plurals[message], let form = rule.form(of: count), forms.indices.contains(form) else {
            return nil
        }
        return forms[form]
    }

    /// Where a text's context ends.
    static let contextSeparator = "\u{4}"
}
