import CrosswindHTTP
import CrosswindServer

/// Cookies as a browser keeps them (RFC 6265 §5.3 and §5.4): by host, path and age. `Secure` ones are sent without TLS
/// too, since browsers take this machine for trustworthy.
struct CookieJar: Sendable {
    private struct Entry: Sendable {
        var name: String
        /// As it was sent, quotes included.
        var raw: String
        /// Without a port. Nil for a cookie that the test has put in: for every host.
        var host: String?
        var includesSubdomains = false
        var path = "/"
        var expires: Int64?
    }

    private var entries: [Entry] = []

    /// All of them by name, as text; setting replaces them with cookies for every host and path.
    var values: [String: String] {
        get {
            var values: [String: String] = [:]
            for entry in entries where !isOver(entry) {
                for (name, value) in CookieHeader.parse("\(entry.name)=\(entry.raw)") { values[name] = value }
            }
            return values
        }
        set {
            let before = values
            entries.removeAll { newValue[$0.name] != before[$0.name] }
            for (name, value) in newValue.sorted(by: { $0.key < $1.key }) where before[name] != value {
                entries.append(Entry(name: name, raw: Morsel(name, value).codedValue))
            }
        }
    }

    /// The field Cookie of a request, nil when it has none. Longer paths come first, then older cookies.
    func field(host: String, path: Substring) -> String? {
        let name = Self.name(host)
        let fitting = entries.filter { !isOver($0) && Self.belongs($0, to: name) && Self.covers($0.path, path) }
        guard !fitting.isEmpty else { return nil }
        let ordered = fitting.enumerated().sorted { one, other in
            (one.element.path.utf8.count, -one.offset) > (other.element.path.utf8.count, -other.offset)
        }
        return ordered.map { "\($0.element.name)=\($0.element.raw)" }.joined(separator: "; ")
    }

    /// Takes in what a response to a request for `path` of `host` sets.
    mutating func take(_ headers: HTTPFields, host: String, path: Substring) {
        for line in headers.getList("Set-Cookie") {
            guard let entry = Self.entry(line, host: Self.name(host), path: path) else { continue }
            entries.removeAll {
                $0.name == entry.name && $0.path == entry.path && ($0.host == nil || $0.host == entry.host)
            }
            if !isOver(entry) { entries.append(entry) }
        }
    }

    private func isOver(_ entry: Entry) -> Bool { entry.expires.map { $0 <= wallClockSeconds() } ?? false }

    private static func entry(_ line: String, host: String, path: Substring) -> Entry? {
        var parts = line.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
        let pair = parts.removeFirst()
        guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else { return nil }
        var entry = Entry(
            name: String(pair[..<equals]), raw: String(pair[pair.index(after: equals)...]), host: host,
            path: defaultPath(path))
        var maxAge: Int64?
        for part in parts {
            let attribute = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = attribute.count > 1 ? attribute[1] : ""
            switch attribute[0].lowercased() {
            case "path": if value.hasPrefix("/") { entry.path = String(value) }
            case "expires": entry.expires = HTTPDate(String(value), now: wallClockSeconds())?.unixTime ?? entry.expires
            case "max-age": maxAge = Int64(value) ?? maxAge
            case "domain":
                let domain = value.drop { $0 == "." }.lowercased()
                guard !domain.isEmpty else { continue }
                // Another site's is nothing a browser would keep.
                guard host == domain || host.hasSuffix("." + domain) else { return nil }
                entry.host = domain
                entry.includesSubdomains = true
            default: break
            }
        }
        // Max-Age counts more than Expires.
        if let maxAge { entry.expires = maxAge <= 0 ? 0 : wallClockSeconds() &+ min(maxAge, 1 << 40) }
        return entry
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        return start.dropLast(start.reversed().prefix { $0 == " " || $0 == "\t" }.count)
    }

    private static func belongs(_ entry: Entry, to host: String) -> Bool {
        guard let own = entry.host, own != host else { return true }
        return entry.includesSubdomains && host.hasSuffix("." + own)
    }

    /// RFC 6265 §5.1.4.
    private static func covers(_ path: String, _ asked: Substring) -> Bool {
        guard asked.hasPrefix(path) else { return false }
        return path.hasSuffix("/") || asked.utf8.count == path.utf8.count
            || asked.utf8.dropFirst(path.utf8.count).first == UInt8(ascii: "/")
    }

    private static func defaultPath(_ path: Substring) -> String {
        guard path.hasPrefix("/"), let last = path.lastIndex(of: "/"), last != path.startIndex else { return "/" }
        return String(path[..<last])
    }

    /// A host without its port, in lower case.
    private static func name(_ host: String) -> String {
        if host.hasPrefix("[") { return (host.prefix { $0 != "]" } + "]").lowercased() }
        return host.prefix { $0 != ":" }.lowercased()
    }
}
