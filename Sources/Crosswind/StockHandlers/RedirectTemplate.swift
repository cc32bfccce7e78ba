import CrosswindHTTP

/// Where a ``RedirectHandler`` sends clients: `/{1}/{0}`, `/new/{name}`, `https://example.com/{path}`. Braces are doubled
/// to stand for themselves. (Python's format strings without conversions and widths.)
struct RedirectTemplate: Sendable {
    private enum Part: Sendable {
        case literal(String)
        case position(Int)
        case name(String)
    }

    private let parts: [Part]
    /// Scheme and host, which no substitution may touch.
    private let origin: String

    /// `groups` are the names of the pattern's groups, nil for those without one.
    init(_ text: String, groups: [String?]) throws(RouteError) {
        var parts: [Part] = []
        var literal = ""
        var rest = text[...]
        while let next = rest.popFirst() {
            if next == "{" || next == "}", rest.first == next {
                literal.append(next)
                rest.removeFirst()
            } else if next == "{" {
                guard let end = rest.firstIndex(of: "}") else { throw Self.refusal(text, "a `{` that nothing closes") }
                let field = rest[..<end]
                rest = rest[rest.index(after: end)...]
                parts.append(.literal(literal))
                literal = ""
                let automatic = parts.count { if case .literal = $0 { false } else { true } }
                if let position = field.isEmpty ? automatic : Int(field) {
                    guard groups.indices.contains(position), groups[position] == nil else {
                        throw Self.refusal(text, "no group \(position) without a name in the pattern")
                    }
                    parts.append(.position(position))
                } else {
                    guard groups.contains(String(field)) else {
                        throw Self.refusal(text, "no group `\(field)` in the pattern")
                    }
                    parts.append(.name(String(field)))
                }
            } else if next == "}" {
                throw Self.refusal(text, "a `}` that closes nothing")
            } else {
                literal.append(next)
            }
        }
        parts.append(.literal(literal))
        self.parts = parts
        guard case .literal(let first)? = parts.first else { preconditionFailure("a template begins with a literal") }
        origin = Self.origin(first)
        // The host has to be whole before the first substitution: `https://{0}/` would send people anywhere.
        if parts.count > 1, first.utf8.count <= origin.utf8.count, origin.utf8.last != UInt8(ascii: ":"),
            !origin.isEmpty
        {
            throw Self.refusal(text, "scheme and host may not come from the request")
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw Self.refusal(text, "blanks and control characters are percent-encoded in URLs")
        }
    }

    private static func refusal(_ text: String, _ reason: String) -> RouteError { .invalidRedirect(text, reason) }

    /// The URL with `arguments` in their places, percent-encoded but for `/`; 400 when that would lead to another host.
    func fill(_ arguments: PathArguments) throws(HTTPError) -> String {
        var url = ""
        for part in parts {
            switch part {
            case .literal(let text): url += text
            case .position(let position): url += Escape.urlEscape(arguments[position] ?? "", plus: false)
            case .name(let name): url += Escape.urlEscape(arguments[name] ?? "", plus: false)
            }
        }
        guard Self.origin(url).utf8.elementsEqual(origin.utf8) else {
            throw HTTPError(400, "the redirect's URL would change scheme or host")
        }
        return url
    }

    /// `https://host` of a URL, `//host` of one that leaves the scheme open; empty for a path. Backslashes are slashes,
    /// as they are to browsers.
    static func origin(_ url: String) -> String {
        let bytes = Array(url.utf8)
        func isSlash(_ at: Int) -> Bool { at < bytes.count && (bytes[at] == 0x2F || bytes[at] == 0x5C) }
        let stops: [UInt8] = [0x2F, 0x5C, 0x3F, 0x23]  // / \ ? #
        var at = bytes.firstIndex { stops.contains($0) } ?? bytes.count
        if let colon = bytes[..<at].firstIndex(of: 0x3A) { at = colon + 1 } else { at = 0 }
        guard isSlash(at), isSlash(at + 1) else { return String(decoding: bytes[..<at], as: UTF8.self) }
        var end = at
        while isSlash(end) { end += 1 }
        while end < bytes.count, !stops.contains(bytes[end]) { end += 1 }
        return String(decoding: bytes[..<end], as: UTF8.self)
    }
}
