import Crosswind
import Mustache

/// How values go into a page. swift-mustache asks the value itself for what stands before a parenthesis, `{{Entry(entry)}}`,
/// so when there are UI modules, values go into the page in wrappers that know them.
struct PageValues {
    let namespace: TemplateNamespace
    /// Names whose values must stay the texts that they are: `{{>*name}}` takes nothing else.
    let plainNames: Set<String>

    /// The value called `name` as it goes into the page; an element of a list has no name.
    func wrap(_ value: Any, _ name: String? = nil) -> Any {
        guard namespace.hasModules, name.map({ !plainNames.contains($0) }) ?? true else { return value }
        switch value {
        // {{#flag}} looks at nothing but a truth value.
        case is Bool, is MustacheLambda, is MustacheTemplate, is ModuleArgument, is ModuleList: return value
        case is any MustacheCustomRepresentation: return value
        case let list as any MustacheSequence: return ModuleList(list, self)
        default: return ModuleArgument(value: value, values: self)
        }
    }

    /// What the module, or else the value's own transform, makes of it.
    func transform(_ value: Any, _ name: String) -> Any? {
        if let html = namespace.module(name, value) { return html.template }
        return (value as? any MustacheTransformable)?.transform(name).flatMap(Property.unwrap).map { wrap($0) }
    }
}
