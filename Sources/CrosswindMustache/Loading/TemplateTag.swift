/// A tag of a template's text, found without parsing it whole: swift-mustache keeps what it has parsed to itself.
struct TemplateTag {
    /// `#`, `^`, `/`, `>`, `<`, `$`, `!`, `=`, `%`, `&`, `{`; nil for a plain `{{name}}`.
    var kind: Character?
    /// What stands in it, without the kind and without space around.
    var name: String
    /// How many sections, blocks and `{{<parent}}` are open around it.
    var depth: Int
    /// Both count from 1.
    var line: Int
    var column: Int
    /// The line that it begins in.
    var source: String

    /// Whether it inserts a template, `{{> name}}` or `{{< name}}`.
    var isPartial: Bool { kind == ">" || kind == "<" }
    /// Whether the template's name is a value's, `{{>*name}}`.
    var isDynamic: Bool { isPartial && name.first == "*" }
}

/// The tags of a text, and what delimits them at its end.
struct TemplateTags {
    private(set) var all: [TemplateTag] = []
    /// Those that hold at the end of the text.
    private(set) var open = "{{", close = "}}"

    init(_ text: String) {
        var at = text.startIndex, line = 1, depth = 0
        while let start = text[at...].firstRange(of: open) {
            line += text[at..<start.lowerBound].count { $0.isNewline }
            let first = text[start.upperBound...].first
            let kind = first.flatMap { "#^/><$!=%&{".contains($0) ? $0 : nil }
            let content = kind == nil ? start.upperBound : text.index(after: start.upperBound)
            let ending = kind == "{" ? "}\(close)" : kind == "=" ? "=\(close)" : close
            guard let end = text[content...].firstRange(of: ending) else { break }
            if kind == "/" { depth -= 1 }
            all.append(
                TemplateTag(
                    kind: kind, name: Self.trimmed(text[content..<end.lowerBound]), depth: depth, line: line,
                    column: Self.column(of: start.lowerBound, in: text),
                    source: Self.line(at: start.lowerBound, in: text)))
            switch kind {
            case "#", "^", "$", "<": depth += 1
            case "=": setDelimiters(text[content..<end.lowerBound])
            default: break
            }
            line += text[start.lowerBound..<end.upperBound].count { $0.isNewline }
            at = end.upperBound
        }
    }

    private mutating func setDelimiters(_ content: Substring) {
        let words = content.split { $0.isWhitespace }
        guard words.count == 2 else { return }
        (open, close) = (String(words[0]), String(words[1]))
    }

    private static func trimmed(_ text: Substring) -> String {
        guard let first = text.firstIndex(where: { !$0.isWhitespace }),
            let last = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[first...last])
    }

    private static func column(of index: String.Index, in text: String) -> Int {
        let start = text[..<index].lastIndex { $0.isNewline }.map { text.index(after: $0) } ?? text.startIndex
        return text.distance(from: start, to: index) + 1
    }

    private static func line(at index: String.Index, in text: String) -> String {
        let start = text[..<index].lastIndex { $0.isNewline }.map { text.index(after: $0) } ?? text.startIndex
        return String(text[start...].prefix { !$0.isNewline })
    }
}
