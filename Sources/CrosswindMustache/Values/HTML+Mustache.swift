public import Crosswind
public import Mustache

/// Goes into a page as it is, in `{{…}}` and in `{{{…}}}`.
extension HTML: MustacheCustomRepresentation {
    /// A template that is this text.
    public var representation: Any? { template }

    /// swift-mustache inserts a template that it finds as a value without escaping it. Tags in the text are none: they may
    /// come from a user.
    var template: MustacheTemplate? {
        guard text.contains("{{") else { return try? MustacheTemplate(string: text) }
        guard hasRawText else {
            return try? MustacheTemplate(string: text.replacing("{{", with: "{&#123;"))
        }
        // Where references are none, other delimiters. {{{…}}} would show them.
        var delimiter = "\u{1}"
        while text.contains(delimiter) { delimiter += "\u{1}" }
        return try? MustacheTemplate(string: "{{=\(delimiter) \(delimiter)=}}\(text)")
    }

    /// Whether there are elements in which character references are not looked at.
    private var hasRawText: Bool {
        let lower = text.lowercased()
        return lower.contains("<script") || lower.contains("<style")
    }
}
