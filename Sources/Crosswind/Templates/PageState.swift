/// What the templates of a handler's page have in common, made when the first is rendered.
final class PageState {
    /// The UI modules that its pages have used, in the order in which they first did.
    private(set) var modules: [(name: String, module: UIModule)] = []
    /// How many templates are being rendered, each inside of the one before.
    var depth = 0

    /// The module of that name, made by `make` when it is first used.
    func module(named name: String, make: () -> UIModule?) -> UIModule? {
        if let known = modules.first(where: { $0.name == name }) { return known.module }
        guard let made = make() else { return nil }
        modules.append((name, made))
        return made
    }
}

extension RequestHandler {
    final var pageState: PageState {
        if let known = memo.pageState { return unsafeDowncast(known, to: PageState.self) }
        let fresh = PageState()
        memo.pageState = fresh
        return fresh
    }
}
