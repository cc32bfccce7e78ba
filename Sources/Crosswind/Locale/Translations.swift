import CrosswindStatic
import FoundationEssentials

/// An application's texts in other languages (Tornado: the functions of `tornado.locale`).
///
///     settings.translations = try Translations(directory: "locale")
///
/// A directory has a file for each language, `es_GT.csv` or `fr.csv`, with lines of a text, its translation and, where it
/// matters, `singular` or `plural`:
///
///     "I love you","Te amo"
///     "%(name)s liked this","A %(name)s les gustó esto","plural"
///     "%(name)s liked this","A %(name)s le gustó esto","singular"
///
/// UTF-8, or UTF-16 with a byte order mark. Or gettext catalogues, ``init(gettext:domain:defaultLocale:)``.
public struct Translations: Sendable {
    /// The language that the texts in the program are in, which needs no file (Tornado: `set_default_locale`).
    public var defaultLocale = "en_US"

    private var languages: [String: UserLocale.Texts] = [:]

    /// None: the default language alone.
    public init() {}

    /// Reads a directory (Tornado: `load_translations`). Files whose names are no language's, and lines whose third column
    /// is something else, are refused.
    ///
    /// - Throws: ``TranslationError``, with the file and the line.
    public init(directory: String, defaultLocale: String = "en_US") throws(TranslationError) {
        self.defaultLocale = defaultLocale
        for name in try Self.names(in: directory) where name.hasSuffix(".csv") {
            let path = FilePath.join(directory, name)
            let code = String(name.dropLast(4))
            guard Self.isCode(code) else { throw .unknownLanguage(path) }
            guard let bytes = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
            languages[code] = .table(try TranslationTable.read(Array(bytes), path))
        }
    }

    /// Reads gettext catalogues, `directory/es_GT/LC_MESSAGES/domain.mo` (Tornado: `load_gettext_translations`), which
    /// `msgfmt` makes of `.po` files. What `es_GT` lacks is looked for in `es`.
    ///
    /// - Throws: ``TranslationError`` when there is none of that domain, or with the file that is none.
    public init(gettext directory: String, domain: String, defaultLocale: String = "en_US") throws(TranslationError) {
        self.defaultLocale = defaultLocale
        var catalogues: [String: MessageCatalogue] = [:]
        for code in try Self.names(in: directory) {
            let path = FilePath.join(directory, "\(code)/LC_MESSAGES/\(domain).mo")
            guard FileManager.default.fileExists(atPath: path) else { continue }
            guard Self.isCode(code) else { throw .unknownLanguage(path) }
            guard let bytes = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
            catalogues[code] = try MessageCatalogue(Array(bytes), path)
        }
        guard !catalogues.isEmpty else { throw .noCatalogues(directory, domain) }
        for (code, catalogue) in catalogues {
            var catalogue = catalogue
            let language = String(code.prefix { $0 != "_" })
            if language != code, let general = catalogues[language] { catalogue.fallback = [general] }
            languages[code] = .catalogue(catalogue)
        }
    }

    private static func names(in directory: String) throws(TranslationError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        } catch {
            throw .unreadable(directory)
        }
    }

    /// `[a-z]+(_[A-Z]+)?`.
    private static func isCode(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        guard parts.count <= 2, let language = parts.first, !language.isEmpty,
            language.allSatisfy({ $0 &- 0x61 < 26 })
        else { return false }
        return parts.count == 1 || !parts[1].isEmpty && parts[1].allSatisfy { $0 &- 0x41 < 26 }
    }

    /// The languages there are (Tornado: `get_supported_locales`).
    public var supportedLocales: Set<String> { Set(languages.keys).union([defaultLocale]) }

    /// The first of the languages that there is, or else the default (Tornado: `locale.get`, `Locale.get_closest`):
    /// `pt-br` is `pt_BR` where there is that, and else `pt`.
    public func get(_ codes: String...) -> UserLocale { get(codes) }

    /// The same with a list.
    public func get(_ codes: [String]) -> UserLocale {
        for code in codes where !code.isEmpty {
            let parts = code.utf8.split(omittingEmptySubsequences: false) { $0 == 0x2D || $0 == 0x5F }
                .map { String(Substring($0)) }
            guard parts.count <= 2 else { continue }
            let language = parts[0].lowercased()
            let whole = parts.count == 2 ? "\(language)_\(parts[1].uppercased())" : code
            for candidate in [whole, language] where languages[candidate] != nil || candidate == defaultLocale {
                return UserLocale(candidate, languages[candidate] ?? .table([:]))
            }
        }
        return UserLocale(defaultLocale, languages[defaultLocale] ?? .table([:]))
    }
}
