/// Takes queries out of what the status page shows: they hold tokens, addresses and what people search for, and whoever may
/// see how a server does need not see those. Logs have them.
enum HiddenQuery {
    /// A request's target: `/reset?token=…` becomes `/reset?…`.
    static func hidden(in target: String) -> String {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return target }
        return String(target[...mark]) + "…"
    }

    /// A log entry, which names its request in its first line: `the application failed on GET /reset?token=1`.
    static func hidden(inEntry message: String) -> String {
        let line = message.prefix { $0 != "\n" }
        guard line.utf8.contains(UInt8(ascii: "?")) else { return message }
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map { word in
            guard isTarget(word) else { return String(word) }
            return hidden(in: String(word)) + (word.hasSuffix(":") ? ":" : "")
        }
        return words.joined(separator: " ") + message[line.endIndex...]
    }

    /// `/path?…`, or `http://host/path?…` as proxies are asked.
    private static func isTarget(_ word: Substring) -> Bool {
        word.hasPrefix("/") || word.hasPrefix("http://") || word.hasPrefix("https://")
    }
}
