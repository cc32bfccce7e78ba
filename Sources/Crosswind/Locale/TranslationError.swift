/// Why translations were refused when they were read.
public struct TranslationError: Error, Sendable, Equatable, CustomStringConvertible {
    private enum Code: Equatable {
        case unreadable(String)
        case unknownLanguage(String)
        case notText(String)
        case invalidForm(String, Int, String)
        case openQuote(String, Int)
        case noCatalogues(String, String)
        case notCatalogue(String)
        case catalogueCoding(String, String)
        case invalidPlural(String, String)
    }

    private let code: Code

    static func unreadable(_ path: String) -> Self { Self(code: .unreadable(path)) }
    static func unknownLanguage(_ path: String) -> Self { Self(code: .unknownLanguage(path)) }
    static func notText(_ path: String) -> Self { Self(code: .notText(path)) }
    static func invalidForm(_ path: String, _ line: Int, _ text: String) -> Self {
        Self(code: .invalidForm(path, line, text))
    }
    static func openQuote(_ path: String, _ line: Int) -> Self { Self(code: .openQuote(path, line)) }

    static func noCatalogues(_ path: String, _ domain: String) -> Self { Self(code: .noCatalogues(path, domain)) }
    static func notCatalogue(_ path: String) -> Self { Self(code: .notCatalogue(path)) }
    static func catalogueCoding(_ path: String, _ charset: String) -> Self {
        Self(code: .catalogueCoding(path, charset))
    }
    static func invalidPlural(_ path: String, _ text: String) -> Self { Self(code: .invalidPlural(path, text)) }

    /// One line for a person, with the place and the remedy.
    public var description: String {
        switch code {
        case .unreadable(let path): "\(path) can't be read"
        case .unknownLanguage(let path): "\(path): its name must be a language's, es or es_GT"
        case .notText(let path): "\(path) is neither UTF-8 nor UTF-16 with a byte order mark"
        case .invalidForm(let path, let line, let text):
            "\(path) line \(line): the third column is singular, plural, unknown or nothing, not \"\(text)\""
        case .openQuote(let path, let line): "\(path) line \(line): a quotation mark that nothing closes"
        case .noCatalogues(let path, let domain):
            "no */LC_MESSAGES/\(domain).mo in \(path): msgfmt makes one of a .po file"
        case .notCatalogue(let path): "\(path) is no gettext catalogue, or is cut short: make it again with msgfmt"
        case .catalogueCoding(let path, let charset):
            "\(path) is not in its charset, or that is none of UTF-8, ASCII and ISO-8859-1: \(charset); see msgconv -t UTF-8"
        case .invalidPlural(let path, let text): "\(path): not a Plural-Forms line: \(text)"
        }
    }
}
