/// Pages made of templates.
extension RequestHandler {
    /// Answers with the page that a template makes, and finishes (Tornado: `render`).
    ///
    ///     try render("home.html", ["title": "Home", "entries": entries])
    ///
    /// - Throws: ``TemplateError``; nothing was written then.
    public final func render(_ template: String, _ context: [String: Any] = [:]) throws {
        finish(page: try makePage(template, context))
    }

    /// The same with a value whose stored properties are the names that the template uses.
    public final func render<Context>(_ template: String, _ context: Context) throws {
        finish(page: try makePage(template, context))
    }

    /// What a template makes, without writing it (Tornado: `render_string`).
    public final func renderString(_ template: String, _ context: [String: Any] = [:]) throws -> String {
        try makeText(template, context)
    }

    /// The same with a value whose stored properties are the names that the template uses.
    public final func renderString<Context>(_ template: String, _ context: Context) throws -> String {
        try makeText(template, context)
    }

    /// The path of the route called `name`, as ``Application/reverseURL(_:_:)`` makes it, behind what the application is
    /// mounted under.
    public final func reverseURL(_ name: String, _ arguments: any CustomStringConvertible...) throws -> String {
        try reverseURL(name, arguments: arguments.map { $0.description })
    }

    package final func reverseURL(_ name: String, arguments: [String]) throws(RouteError) -> String {
        request.mountPath + (try application.reverseURL(name, arguments: arguments))
    }

    private func makeText(_ template: String, _ context: Any) throws -> String {
        guard let engine = settings.templateEngine else { throw TemplateError.noEngine }
        let namespace = TemplateNamespace(self, context)
        // A UI module renders inside of a page, and may be inside of itself.
        guard namespace.enter() else { throw TemplateError.tooDeep(TemplateNamespace.maxDepth) }
        defer { namespace.leave() }
        return try engine.render(template, namespace)
    }

    private func makePage(_ template: String, _ context: Any) throws -> String {
        let page = try makeText(template, context)
        let modules = pageState.modules
        return modules.isEmpty ? page : ModuleResources(modules.map(\.module)).added(to: page)
    }

    private func finish(page: String) {
        guard isBodyOpen() else { return }
        write(page)
        finish()
    }

    /// The module of that name, made when it is first used.
    final func uiModule(named name: String) -> UIModule? {
        pageState.module(named: name) { settings.uiModules[name]?.init(self) }
    }
}
