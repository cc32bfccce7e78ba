import Crosswind
import Mustache

/// `{{reverseURL.home}}`, `{{reverseURL.item.42}}`, and, with values, `{{#reverseURL}}item {{id}}{{/reverseURL}}`.
struct RouteURL: MustacheParent, MustacheCustomRenderable {
    let namespace: TemplateNamespace
    var name: String?
    var arguments: [String] = []

    func child(named name: String) -> Any? {
        var next = self
        if self.name == nil { next.name = name } else { next.arguments.append(name) }
        return next
    }

    var renderText: String { name.map { Self.path($0, arguments, namespace) } ?? "" }

    var isNull: Bool { false }

    private static func path(_ name: String, _ arguments: [String], _ namespace: TemplateNamespace) -> String {
        do {
            return try namespace.handler.reverseURL(name, arguments: arguments)
        } catch {
            namespace.fail(error)
            return ""
        }
    }

    static func lambda(_ namespace: TemplateNamespace) -> MustacheLambda {
        MustacheLambda { text in
            var words = Self.words(text)
            // Asked for a name in it: {{reverseURL.home}}.
            guard !words.isEmpty else { return RouteURL(namespace: namespace) }
            let name = words.removeFirst()
            guard text.contains("{{") else {
                return Path(description: Escape.xhtmlEscape(path(name, words, namespace)))
            }
            // Values are known to the template only: it gets the path with their tags in it, escaped for where they stand.
            let marks = words.indices.map { "CrosswindArgument\($0)Mark" }
            var result = Escape.xhtmlEscape(path(name, marks, namespace))
            for (mark, word) in zip(marks, words) {
                guard let place = result.firstRange(of: mark) else { continue }
                result.replaceSubrange(place, with: word.contains("{{") ? word : Escape.urlEscape(word, plus: false))
            }
            return "{{% CONTENT_TYPE:\(URLContent.name)}}\(result)"
        }
    }

    /// Anything but a `String`, which swift-mustache would take for a template.
    private struct Path: CustomStringConvertible { let description: String }

    /// The words of a section, a tag being part of one word.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var rest = text[...]
        while let next = rest.first {
            if rest.hasPrefix("{{"), let end = rest.firstRange(of: "}}") {
                word += rest[..<end.upperBound].filter { !$0.isWhitespace }
                rest = rest[end.upperBound...]
            } else {
                if !next.isWhitespace {
                    word.append(next)
                } else if !word.isEmpty {
                    words.append(word)
                    word = ""
                }
                rest.removeFirst()
            }
        }
        return word.isEmpty ? words : words + [word]
    }
}

/// Values inside of a path: percent-encoded as ``Application/reverseURL(_:_:)`` does it, which leaves nothing that HTML
/// would have to escape.
struct URLContent: MustacheContentType {
    static let name = "CROSSWIND-URL"

    func escapeText(_ text: String) -> String { Escape.urlEscape(text, plus: false) }

    static func register() { MustacheContentTypes.register(URLContent(), named: name) }
}
