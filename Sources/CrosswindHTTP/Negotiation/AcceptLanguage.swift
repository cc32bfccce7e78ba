/// Which languages a client prefers (RFC 9110 §12.5.4).
public enum AcceptLanguage {
    /// The languages with a weight above zero, the preferred first, as sent (`en-US`): what Tornado's
    /// `get_browser_locale` tries in turn.
    public static func codes(_ header: String) -> [String] { QualityList(header).ranked.map(\.value) }

    /// The first of those that is `supported`, by the rules of Tornado's `locale.get`: `pt-br` is `pt_BR` where that is
    /// supported and else `pt`; a code of more than two parts is passed over. Nil when none is.
    public static func closest(_ header: String, supported: Set<String>) -> String? {
        for code in codes(header) {
            let parts = code.utf8.split(omittingEmptySubsequences: false) { $0 == 0x2D || $0 == 0x5F }
                .map { Substring($0) }
            guard parts.count <= 2 else { continue }
            let language = parts[0].lowercased()
            let whole = parts.count == 2 ? language + "_" + parts[1].uppercased() : code
            if supported.contains(whole) { return whole }
            if supported.contains(language) { return language }
        }
        return nil
    }
}
