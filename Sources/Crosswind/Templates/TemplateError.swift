/// A template that isn't there or can't be used.
public struct TemplateError: Error, Sendable, CustomStringConvertible {
    private enum Code {
        case noEngine
        case notFound(String, String)
        case broken(file: String, line: Int, column: Int, message: String, source: String)
        case unknownName(String)
        case tooDeep(Int)
    }
    private let code: Code

    /// A handler renders, and ``Settings/templateEngine`` is nil.
    public static var noEngine: Self { Self(code: .noEngine) }

    /// No template has this name; `place` is where it was looked for.
    public static func notFound(_ name: String, in place: String) -> Self { Self(code: .notFound(name, place)) }

    /// A file that is no template. Line and column count from 1; `source` is the line.
    public static func broken(file: String, line: Int, column: Int, _ message: String, source: String) -> Self {
        Self(code: .broken(file: file, line: line, column: column, message: message, source: source))
    }

    /// A template uses something that ``Settings`` don't have.
    public static func unknownName(_ what: String) -> Self { Self(code: .unknownName(what)) }

    /// Templates or UI modules inside of each other, more than `limit` deep: one includes itself and nothing ends it.
    public static func tooDeep(_ limit: Int) -> Self { Self(code: .tooDeep(limit)) }

    /// For people: what, and where it is to be mended. `file:line:column: message` where there is a file.
    public var description: String {
        switch code {
        case .noEngine:
            "no templates: set Settings.templateEngine, for instance to CrosswindMustache's MustacheTemplates"
        case .notFound(let name, let place): "no template \"\(name)\" in \(place)"
        case .broken(let file, let line, let column, let message, let source):
            "\(file):\(line):\(column): \(message)\n    \(source)"
        case .unknownName(let what): what
        case .tooDeep(let limit):
            "templates are more than \(limit) deep inside of each other: one includes itself, and the data don't end it"
        }
    }
}
