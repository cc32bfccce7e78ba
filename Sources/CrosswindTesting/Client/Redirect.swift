/// Where a redirect leads.
enum Redirect {
    /// Path and query that `location` means to a client which asked for `uri` of `host`; nil when that is elsewhere: this
    /// is not the application that answers there.
    static func target(_ location: String, from uri: String, host: String) -> String? {
        var rest = Substring(location).prefix { $0 != "#" }
        for scheme in ["http://", "https://"] where rest.lowercased().hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
            let authority = rest.prefix { $0 != "/" && $0 != "?" }
            guard authority.lowercased() == host.lowercased() else { return nil }
            rest = rest.dropFirst(authority.count)
            return rest.hasPrefix("/") ? normal(String(rest)) : normal("/\(rest)")
        }
        if rest.hasPrefix("//") || rest.prefix(while: { $0 != "/" && $0 != "?" }).contains(":") { return nil }
        let path = uri.prefix { $0 != "?" }
        if rest.isEmpty { return uri }
        if rest.hasPrefix("/") { return normal(String(rest)) }
        if rest.hasPrefix("?") { return "\(path)\(rest)" }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return normal("\(folder)\(rest)")
    }

    /// Without `.` and `..` (RFC 3986 §5.2.4).
    private static func normal(_ uri: String) -> String {
        let path = uri.prefix { $0 != "?" }
        var kept: [Substring] = []
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            switch segment {
            case ".": if isLast { kept.append("") }
            case "..":
                _ = kept.popLast()
                if isLast { kept.append("") }
            default: kept.append(segment)
            }
        }
        return "/" + kept.joined(separator: "/") + uri.dropFirst(path.count)
    }
}
