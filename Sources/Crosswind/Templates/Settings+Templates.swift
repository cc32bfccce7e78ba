/// Settings of templates.
extension Settings {
    /// Makes pages of templates, for `RequestHandler.render(_:_:)` (Tornado: `template_path`, `template_loader` and
    /// `autoescape`, which are the engine's business here).
    public var templateEngine: (any TemplateEngine)? {
        get { self[Templates.self].engine }
        set { self[Templates.self].engine = newValue }
    }
    /// The pieces that templates may put into pages, by the name that templates use (Tornado: `ui_modules`).
    public var uiModules: [String: UIModule.Type] {
        get { self[Templates.self].modules }
        set { self[Templates.self].modules = newValue }
    }
}

/// Both, under one key.
private struct Templates: SettingsKey, Sendable {
    var engine: (any TemplateEngine)?
    var modules: [String: UIModule.Type] = [:]

    static let defaultValue = Templates()
}
