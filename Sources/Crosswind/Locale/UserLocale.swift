/// One language, for one user (Tornado: `tornado.locale.Locale`): translates, and writes dates, numbers and lists.
public struct UserLocale: Sendable {
    /// `es_GT`, `fr`.
    public let code: String
    private let texts: Texts

    /// Where its texts come from.
    enum Texts: Sendable {
        case table([TranslationTable.Form: [String: String]])
        case catalogue(MessageCatalogue)
    }

    init(_ code: String, _ texts: Texts) {
        self.code = code
        self.texts = texts
    }

    /// What those who speak it call it: `Español (España)` (Tornado: `name`). `Unknown` for what is not in Tornado's list,
    /// which has languages with their countries.
    public var name: String { LocaleNames.name(of: code) }

    /// Whether it is written from right to left (Tornado: `rtl`).
    public var isRTL: Bool { ["fa", "ar", "he"].contains { code.hasPrefix($0) } }

    /// The translation of `message`; itself when there is none.
    public func translate(_ message: String) -> String {
        switch texts {
        case .table(let table): table[.unknown]?[message] ?? message
        case .catalogue(let catalogue): catalogue.text(message) ?? message
        }
    }

    /// The translation of `message` when `count` is 1, else of `plural`. A gettext catalogue may have more forms than two
    /// and says itself which number takes which.
    public func translate(_ message: String, plural: String, count: Int) -> String {
        switch texts {
        case .table(let table): count == 1 ? table[.singular]?[message] ?? message : table[.plural]?[plural] ?? plural
        case .catalogue(let catalogue): catalogue.text(message, count: count) ?? (count == 1 ? message : plural)
        }
    }

    /// The translation of a text that means several things: `pgettext("law", "right")`. Only gettext catalogues know
    /// contexts; with other files `context` is for those who read the program, as in Tornado.
    public func pgettext(_ context: String, _ message: String) -> String {
        switch texts {
        case .table: translate(message)
        case .catalogue(let catalogue):
            catalogue.text(context + MessageCatalogue.contextSeparator + message) ?? message
        }
    }

    /// The same for a text with a plural. Where the context has none, the text without context counts.
    public func pgettext(_ context: String, _ message: String, plural: String, count: Int) -> String {
        if case .catalogue(let catalogue) = texts,
            let text = catalogue.text(context + MessageCatalogue.contextSeparator + message, count: count)
        {
            return text
        }
        return translate(message, plural: plural, count: count)
    }

    /// `text` with `values` in the places of `%(name)s` and `%(name)d`; `%%` is a percent sign. What has no value stays.
    public static func format(_ text: String, _ values: [String: String]) -> String {
        var result = ""
        var rest = text[...]
        while let percent = rest.firstIndex(of: "%") {
            result += rest[..<percent]
            rest = rest[percent...]
            if rest.hasPrefix("%%") {
                result += "%"
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix("%("), let close = rest.firstIndex(of: ")"),
                let kind = rest[rest.index(after: close)...].first, kind == "s" || kind == "d",
                let value = values[String(rest[rest.index(percent, offsetBy: 2)..<close])]
            {
                result += value
                rest = rest[rest.index(close, offsetBy: 2)...]
            } else {
                result += "%"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    /// `A, B and C` (Tornado: `list`).
    public func list(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        let comma = code.hasPrefix("fa") ? " \u{0648} " : ", "
        return Self.format(
            translate("%(commas)s and %(last)s"), ["commas": parts.dropLast().joined(separator: comma), "last": last])
    }

    /// `1,234,567` in English, plain digits elsewhere (Tornado: `friendly_number`).
    public func friendlyNumber(_ value: Int) -> String {
        guard code == "en" || code == "en_US" else { return String(value) }
        var digits = Array(String(value.magnitude))
        var at = digits.count - 3
        while at > 0 {
            digits.insert(",", at: at)
            at -= 3
        }
        return (value < 0 ? "-" : "") + String(digits)
    }
}
