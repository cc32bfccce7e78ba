/// Small work on URLs as text.
public enum URLText {
    /// Adds arguments to a URL, whether or not it has some: Tornado's `url_concat`. A query that is there is decoded and
    /// written again; a fragment stays behind it.
    public static func urlConcat(_ url: String, _ arguments: [(String, String)]) -> String {
        let (rest, fragment) = split(url, at: UInt8(ascii: "#"))
        let (path, query) = split(rest, at: UInt8(ascii: "?"))
        var pairs: [UInt8] = []
        func add(_ name: String, _ value: String) {
            if !pairs.isEmpty { pairs.append(UInt8(ascii: "&")) }
            name.withOctets { URLCoding.encode($0, plus: true, into: &pairs) }
            pairs.append(UInt8(ascii: "="))
            value.withOctets { URLCoding.encode($0, plus: true, into: &pairs) }
        }
        for pair in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let (name, value) = split(String(pair) ?? "", at: UInt8(ascii: "="))
            add(Escape.urlUnescape(name), Escape.urlUnescape(value ?? ""))
        }
        for (name, value) in arguments { add(name, value) }
        var result = path
        if !pairs.isEmpty { result += "?" + String(decoding: pairs, as: UTF8.self) }
        if let fragment, !fragment.isEmpty { result += "#" + fragment }
        return result
    }

    /// A request target as path and query; the query is nil when there is no `?`.
    public static func splitTarget(_ target: String) -> (path: String, query: String?) {
        split(target, at: UInt8(ascii: "?"))
    }

    /// `text` up to the first `mark` and what is behind it, which is nil when there is none.
    static func split(_ text: String, at mark: UInt8) -> (String, String?) {
        guard let at = text.utf8.firstIndex(of: mark) else { return (text, nil) }
        return (String(text[..<at]), String(text[text.utf8.index(after: at)...]))
    }

    /// Whether following `url` stays on this site whatever the browser: an absolute path that is no `//host`, no
    /// `/\host` (browsers read a backslash as a slash) and holds no control character (they drop tabs and line ends,
    /// so that `/<tab>/host` is `//host` to them). For `next=` arguments and the like, which anybody can write.
    public static func isLocalRedirect(_ url: String) -> Bool {
        url.withOctets { bytes in
            guard bytes.count > 0, bytes[0] == UInt8(ascii: "/") else { return false }
            if bytes.count > 1, isSlash(bytes[1]) { return false }
            for at in bytes.whole where bytes[at] < 0x20 || bytes[at] == 0x7F { return false }
            return true
        }
    }

    /// `path` with the slashes (and backslashes) at its front as one slash, so that a redirect made of a request's path
    /// (to the same with or without a final slash) cannot name another host. Tornado's `//` redirect.
    public static func localPath(_ path: String) -> String {
        let rest = path.utf8.drop { isSlash($0) }
        if rest.startIndex == path.utf8.startIndex { return "/" + path }
        return "/" + String(path[rest.startIndex...])
    }

    private static func isSlash(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") }
}
