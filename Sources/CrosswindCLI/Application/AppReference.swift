/// Which application to serve: a module or a file, a path of attributes in it, and perhaps a call.
public struct AppReference: Sendable, Equatable {
    /// Where the code is.
    public enum Source: Sendable, Equatable {
        /// A module by its dotted name, for `import`.
        case module(String)
        /// A file by its path, which ends in `.py`.
        case file(String)
        /// Whatever ``AppDiscovery`` finds, when none was named.
        case discovery
        /// The Django site of this settings module.
        case django(String)
    }

    /// Where the code is.
    public let source: Source
    /// The attributes to follow from the module, `["site", "wsgi_app"]` for `site.wsgi_app`; empty when none was named.
    public let attributes: [String]
    /// The arguments to call the last attribute with, when it was written as a call.
    public let call: AppCall?
    /// Whether no name was meant, so that the module may be looked through as Flask does.
    var isGuess = false

    /// A place that was found, in which the application is still to be found.
    static func guess(_ source: Source) -> AppReference {
        AppReference(source: source, attributes: [], call: nil, isGuess: true)
    }

    /// What to look for, in order, each as a path of attributes.
    ///
    /// - Parameter factory: whether `--factory` asks for a function that makes the application.
    public func candidates(factory: Bool) -> [[String]] {
        if !attributes.isEmpty { return [attributes] }
        return factory ? [["create_app"], ["make_app"]] : [["application"], ["app"]]
    }

    /// Reads `MODULE[:CALLABLE]` or `FILE.py[:CALLABLE]`; CALLABLE is a dotted name, with `(…)` behind it a call whose
    /// arguments are literals.
    ///
    /// - Throws: `UsageError`, one line that names the remedy.
    public static func parse(_ text: String) throws(UsageError) -> AppReference {
        let (place, callable) = split(text)
        let source = try source(place)
        guard let callable else { return AppReference(source: source, attributes: [], call: nil) }
        let name = callable.prefix { $0 != "(" }
        let attributes = name.split(separator: ".", omittingEmptySubsequences: false)
        guard attributes.allSatisfy(\.isIdentifier) else {
            throw UsageError(
                "'\(String(callable).printable)' is no callable; write a name as in app, site.wsgi_app or create_app()")
        }
        let call = name.endIndex == callable.endIndex ? nil : try AppCall.parse(callable[name.endIndex...])
        return AppReference(source: source, attributes: attributes.map(String.init), call: call)
    }

    /// At the first colon; but a file's path may hold colons and parentheses before its `.py`, as a call's texts may
    /// hold `.py:` behind its parenthesis.
    private static func split(_ text: String) -> (place: Substring, callable: Substring?) {
        let colon = text.firstIndex(of: ":")
        if let end = text.firstRange(of: ".py:") {
            let last = text.index(before: end.upperBound)
            if last == colon || !text[..<last].contains("(") { return (text[..<last], text[end.upperBound...]) }
        }
        guard let colon, !(text.hasSuffix(".py") && !text.contains("(")) else { return (text[...], nil) }
        return (text[..<colon], text[text.index(after: colon)...])
    }

    private static func source(_ place: Substring) throws(UsageError) -> Source {
        let shown = String(place).printable
        if place.hasSuffix(".py") {
            guard place.utf8.count > 3, !place.utf8.contains(0), place.split(separator: "/").last != ".py" else {
                throw UsageError("'\(shown)' is no file; write path/to/app.py")
            }
            return .file(String(place))
        }
        if place.contains("/") {
            let parts = place.split(separator: "/").filter { $0 != "." && $0 != ".." }
            let dotted = parts.map(String.init).joined(separator: ".").printable
            throw UsageError(
                "'\(shown)' is no module; write \(dotted.isEmpty ? "MODULE" : dotted), or a file as \(shown).py")
        }
        guard place.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(\.isIdentifier) else {
            throw UsageError("'\(shown)' is no module; write it as in an import: mysite.wsgi or app:create_app()")
        }
        return .module(String(place))
    }
}

extension Substring {
    /// Whether it can be a Python identifier. Beyond ASCII all is left to Python, which knows Unicode's classes.
    var isIdentifier: Bool {
        guard let first = utf8.first, !(first >= 48 && first <= 57) else { return false }
        return utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || byte >= 0x80 || (byte >= 48 && byte <= 57)
                || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
        }
    }
}

extension AppReference: CustomStringConvertible {
    /// The reference as it would be typed, without the call's arguments.
    public var description: String {
        let place =
            switch source {
            case .module(let name): name
            case .file(let path): path
            case .discovery: "the application"
            case .django(let settings): "the site of \(settings)"
            }
        guard !attributes.isEmpty else { return place }
        return "\(place):\(attributes.joined(separator: "."))\(call == nil ? "" : "(…)")"
    }
}
