import Crosswind
import Mustache

/// Templates in memory, each of which parses and names only partials that exist and end.
struct LoadedTemplates: Sendable {
    let library: MustacheLibrary
    let names: [String]
    /// What `{{>*name}}` names, anywhere.
    let dynamicNames: Set<String>
    /// The files that they come from, as they were.
    let stamp: [TemplateFolder.Stamp]

    init(texts: [String: String], stamp: [TemplateFolder.Stamp], in prefix: String) throws(TemplateError) {
        var templates: [String: MustacheTemplate] = [:]
        let inclusions = Inclusions(texts)
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            do {
                templates[name] = try MustacheTemplate(string: text)
            } catch let error as MustacheTemplate.ParserError {
                throw .broken(
                    file: prefix + name, line: error.context.lineNumber, column: error.context.columnNumber,
                    Self.explain(error.error), source: error.context.line)
            } catch {
                throw .broken(file: prefix + name, line: 1, column: 1, "\(error)", source: "")
            }
            try inclusions.check(name, file: prefix + name)
            let guarded = inclusions.guarded(name, text)
            if guarded != text { templates[name] = try? MustacheTemplate(string: guarded) }
        }
        library = MustacheLibrary(templates: templates)
        dynamicNames = inclusions.dynamicNames
        names = texts.keys.sorted()
        self.stamp = stamp
    }

    private static func explain(_ error: any Error) -> String {
        switch error as? MustacheTemplate.Error {
        case .sectionCloseNameIncorrect: "the section that ends here is not the one that is open"
        case .unfinishedName: "a tag that doesn't end, or a name with a character that no name may have"
        case .expectedSectionEnd: "the file ends within a section"
        case .invalidSetDelimiter: "a change of delimiters is {{=<% %>=}}"
        case .transformAppliedToInheritanceSection: "a block can't have a transform"
        case .illegalTokenInsideInheritSection, .textInsideInheritSection:
            "between {{<parent}} and {{/parent}} only blocks, {{$name}} … {{/name}}, may stand"
        case .invalidConfigVariableSyntax, .unrecognisedConfigVariable:
            "no such pragma; there is {{% CONTENT_TYPE:TEXT}}"
        case nil: "\(error)"
        }
    }
}
