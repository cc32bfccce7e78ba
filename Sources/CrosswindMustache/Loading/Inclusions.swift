import Crosswind

/// Which templates insert which, so that none does so without end.
///
/// A template may insert itself: that is how a tree is written, `{{#children}}{{> node.html}}{{/children}}`, and the data
/// end it. swift-mustache calls itself for each partial, so data or a template that don't end it would end the program,
/// by its stack. What no data can end is refused here; what data end is counted while it is rendered (`guarded`).
struct Inclusions {
    private let tags: [String: TemplateTags]
    private let hasDynamicNames: Bool

    init(_ texts: [String: String]) {
        tags = texts.mapValues { TemplateTags($0) }
        hasDynamicNames = tags.values.contains { $0.all.contains { $0.isDynamic } }
    }

    /// The names in `{{>*name}}` of all templates: their values must stay the texts that they are.
    var dynamicNames: Set<String> {
        Set(
            tags.values.flatMap { tags in
                tags.all.filter { $0.isDynamic }.map {
                    String($0.name.split(separator: ".").last?.drop { $0 == "*" } ?? "")
                }
            })
    }

    /// What the template called `name` inserts by names that are known.
    private func partials(of name: String) -> [TemplateTag] {
        (tags[name]?.all ?? []).filter { $0.isPartial && !$0.isDynamic }
    }

    /// Throws for the first tag that names no template, or that inserts its own template whatever the data are.
    func check(_ name: String, file: String) throws(TemplateError) {
        for tag in partials(of: name) {
            // swift-mustache makes nothing of a partial that it doesn't know: a page without its middle.
            guard tags[tag.name] != nil else {
                throw broken(file, tag, "no template \"\(tag.name)\"")
            }
            guard tag.depth == 0, let way = way(from: tag.name, to: name, sections: false) else { continue }
            let names = ([name] + way).joined(separator: " > ")
            throw broken(file, tag, "includes itself without end, \(names): no section around it could end it")
        }
    }

    private func broken(_ file: String, _ tag: TemplateTag, _ message: String) -> TemplateError {
        .broken(file: file, line: tag.line, column: tag.column, message, source: tag.source)
    }

    /// The templates from `start` to `end`, each of which inserts the next; with `sections`, also from within a section.
    private func way(from start: String, to end: String, sections: Bool) -> [String]? {
        var from = [start: start]
        var next = [start]
        while let name = next.popLast() {
            if name == end {
                var way = [end]
                while let last = way.last, last != start, let former = from[last] { way.append(former) }
                return way.reversed()
            }
            for tag in partials(of: name) where (sections || tag.depth == 0) && from[tag.name] == nil {
                from[tag.name] = name
                next.append(tag.name)
            }
        }
        return nil
    }

    /// The text that is parsed for `name`. If it may be inside of itself, it is a section of `enter`, which is true, and
    /// calls `leave` at its end: so `TemplateNamespace` counts, and `enter` is false when it is too deep. The section's
    /// lines are its own, which Mustache takes out as a whole.
    func guarded(_ name: String, _ text: String) -> String {
        let isRecursive = partials(of: name).contains { way(from: $0.name, to: name, sections: true) != nil }
        guard isRecursive || hasDynamicNames, let tags = tags[name] else { return text }
        let leave = "\(tags.open)&\(Self.leave)\(tags.close)\(tags.open)/\(Self.enter)\(tags.close)"
        return "{{#\(Self.enter)}}\n\(text)\(endsWithLoneTag(text, tags) ? "\n" : "")\(leave)"
    }

    /// Whether the last line is a tag by itself, without a line end: Mustache leaves such a line out, but only where
    /// nothing follows.
    private func endsWithLoneTag(_ text: String, _ tags: TemplateTags) -> Bool {
        guard let tag = tags.all.last, let kind = tag.kind, "#^/><$!=%".contains(kind) else { return false }
        let line = text.reversed().prefix { !$0.isNewline }.reversed().drop { $0 == " " || $0 == "\t" }
        let last = String(line)
        return last.hasPrefix(tags.open) && last.hasSuffix(tags.close)
            && last.firstRange(of: tags.close)?.upperBound == last.endIndex
    }

    /// Names that no data have.
    static let enter = "crosswindEnter"
    static let leave = "crosswindLeave"
}
