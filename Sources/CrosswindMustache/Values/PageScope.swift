import Crosswind
import Mustache

/// What a template finds names in at the outermost level.
struct PageScope: MustacheParent, MustacheTransformable {
    let values: PageValues

    init(_ values: PageValues) { self.values = values }

    func child(named name: String) -> Any? {
        let namespace = values.namespace
        // `Inclusions`: the edges of templates that may be inside of themselves.
        switch name {
        case Inclusions.enter: return namespace.enter()
        case Inclusions.leave:
            namespace.leave()
            return nil
        default: break
        }
        if let value = Property.of(namespace.context, name) { return values.wrap(value, name) }
        switch name {
        case "reverseURL": return RouteURL.lambda(namespace)
        case "staticURL": return StaticURL.lambda(namespace)
        case "_": return LocaleValues.lambda(namespace)
        default:
            guard let value = namespace.value(name).flatMap(Property.unwrap) else { return nil }
            return (value as? UserLocale).map { LocaleValues(locale: $0) } ?? values.wrap(value, name)
        }
    }

    /// `{{Sidebar(.)}}`: a module, called with the context.
    func transform(_ name: String) -> Any? { values.namespace.module(name, values.namespace.context)?.template }
}

/// The properties of a value, as swift-mustache sees them, those that a class inherits among them.
enum Property {
    static func of(_ value: Any, _ name: String) -> Any? {
        if let parent = value as? any MustacheParent { return parent.child(named: name).flatMap(unwrap) }
        var mirror: Mirror? = Mirror(reflecting: value)
        while let current = mirror {
            if let found = current.children.first(where: { $0.label == name }) { return unwrap(found.value) }
            mirror = current.superclassMirror
        }
        return nil
    }

    /// What is in an optional, however often it is one.
    static func unwrap(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .optional else { return value }
        return mirror.children.first.flatMap { unwrap($0.value) }
    }
}
