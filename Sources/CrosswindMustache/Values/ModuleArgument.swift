import Mustache

/// A value that UI modules can be called with: `{{Entry(entry)}}`, `{{Tag(name)}}`, `{{Stars(4)}}`.
struct ModuleArgument: MustacheParent, MustacheTransformable, MustacheCustomRenderable {
    let value: Any
    let values: PageValues

    func child(named name: String) -> Any? {
        Property.of(value, name).map { values.wrap($0, name) }
    }

    func transform(_ name: String) -> Any? { values.transform(value, name) }

    var renderText: String { (value as? any MustacheCustomRenderable)?.renderText ?? String(describing: value) }
    var isNull: Bool { (value as? any MustacheCustomRenderable)?.isNull ?? false }
}

/// A list that UI modules can be called with, as a whole or with one of its elements; with the transforms that it has.
struct ModuleList: MustacheSequence, MustacheTransformable, MustacheCustomRenderable {
    private let list: Any
    private let elements: [Any]
    private let values: PageValues

    init(_ list: some Sequence, _ values: PageValues) {
        self.list = list
        self.values = values
        elements = list.compactMap { Property.unwrap($0).map { values.wrap($0) } }
    }

    func makeIterator() -> IndexingIterator<[Any]> { elements.makeIterator() }

    func transform(_ name: String) -> Any? { values.transform(list, name) }

    var renderText: String { String(describing: list) }
    var isNull: Bool { false }
}
