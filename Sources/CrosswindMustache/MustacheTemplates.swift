public import Crosswind
import CrosswindThreads
import Mustache

/// Mustache templates, by swift-mustache, for `Settings.templateEngine`:
///
///     settings.templateEngine = try MustacheTemplates(directory: "templates")
///
/// Templates are called what their files are: `page.html`, `modules/entry.html`. All of them are read and checked when it
/// is made, so that rendering touches no disk; with `Settings.debug` on, a change of the folder has them read again at
/// the next page. Values are escaped for HTML unless they are `HTML` or stand in `{{{…}}}`. `docs/templates.md` says what
/// templates have at hand.
public final class MustacheTemplates: TemplateEngine {
    private let folder: TemplateFolder?
    private let loaded: Guarded<LoadedTemplates>
    private let place: String

    /// The templates of a folder and the folders in it.
    ///
    /// - Parameters:
    ///   - directory: relative to the working directory, unless it begins with `/`.
    ///   - extensions: of the files that are templates, without a dot.
    /// - Throws: `TemplateError` when the folder can't be read or a file in it is no template, with its line.
    public init(
        directory: String, extensions: Set<String> = ["html", "mustache", "txt", "xml"]
    ) throws(TemplateError) {
        URLContent.register()
        let folder = TemplateFolder(path: directory, extensions: extensions)
        self.folder = folder
        place = directory
        loaded = Guarded(try folder.load())
    }

    /// Templates that are in memory, by name.
    ///
    /// - Throws: `TemplateError` when one is no template.
    public init(_ texts: [String: String]) throws(TemplateError) {
        URLContent.register()
        folder = nil
        place = "the templates given"
        loaded = Guarded(try LoadedTemplates(texts: texts, stamp: [], in: ""))
    }

    /// The names of all templates, in order.
    public var names: [String] { loaded.withLock { $0.names } }

    /// Renders a template. Any thread, the namespace's.
    public func render(_ name: String, _ namespace: TemplateNamespace) throws -> String {
        if namespace.handler.settings.debug { try reloadIfChanged() }
        let loaded = loaded.withLock { $0 }
        let values = PageValues(namespace: namespace, plainNames: loaded.dynamicNames)
        guard let page = loaded.library.render(PageScope(values), withTemplate: name) else {
            throw TemplateError.notFound(name, in: place)
        }
        if let failure = namespace.failure { throw failure }
        return page
    }

    private func reloadIfChanged() throws(TemplateError) {
        guard let folder else { return }
        let stamp = try folder.stamp()
        guard loaded.withLock({ $0.stamp != stamp }) else { return }
        // Outside of the lock: others render what there was meanwhile.
        let fresh = try folder.load()
        loaded.withLock { $0 = fresh }
    }
}
