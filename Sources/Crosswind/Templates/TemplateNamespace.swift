/// What a template may name: what the handler passed to `RequestHandler.render(_:_:)`, then what its
/// ``RequestHandler/templateNamespace()`` gives, then what every template has at hand (Tornado: the namespace of
/// `render_string`). Made for one rendering; belongs to the handler's thread.
public final class TemplateNamespace {
    /// Who renders.
    public let handler: RequestHandler
    /// What was passed to `RequestHandler.render(_:_:)`: a dictionary, or a value with properties. Asked first.
    public let context: Any
    /// What went wrong while the template was rendered, for engines in which a name can't throw. Only the first counts.
    public private(set) var failure: (any Error)?

    private lazy var additional = handler.templateNamespace()

    init(_ handler: RequestHandler, _ context: Any) {
        self.handler = handler
        self.context = context
    }

    /// Has the rendering fail.
    public func fail(_ error: any Error) { if failure == nil { failure = error } }

    /// Says that a template begins inside of another. False when there are ``maxDepth`` of them already, which has the
    /// rendering fail, or when it has failed: then nothing more should be made.
    public func enter() -> Bool {
        guard failure == nil else { return false }
        guard handler.pageState.depth < Self.maxDepth else {
            fail(TemplateError.tooDeep(Self.maxDepth))
            return false
        }
        handler.pageState.depth += 1
        return true
    }

    /// Says that it has ended.
    public func leave() { handler.pageState.depth -= 1 }

    /// How many templates and UI modules may be inside of each other: 100. Rendering takes the thread's stack for each.
    public static var maxDepth: Int { 100 }

    /// The value of a name that ``context`` does not have; nil when nobody knows it. Asked for when a template uses it, so
    /// that a page without a form needs no XSRF cookie, and one that greets nobody no user.
    public func value(_ name: String) -> Any? {
        if let value = additional[name] { return value }
        switch name {
        case "currentUser": return handler.currentUser
        case "locale": return handler.locale
        case "request": return requestValues
        case "xsrfFormHTML": return HTML(handler.xsrfFormHTML())
        case "xsrfToken": return handler.xsrfToken
        default: return nil
        }
    }

    private var requestValues: [String: String] {
        let request = handler.request
        return [
            "method": request.method, "uri": request.uri, "path": request.path, "query": request.query,
            "host": request.host, "protocol": request.protocol, "remoteIP": request.remoteIP,
            "fullURL": request.fullURL(),
        ]
    }

    /// Whether there are UI modules at all.
    public private(set) lazy var hasModules = !handler.settings.uiModules.isEmpty

    /// What the UI module called `name` makes of `argument`; nil when there is no such module or it failed.
    public func module(_ name: String, _ argument: Any?) -> HTML? {
        guard let module = handler.uiModule(named: name) else { return nil }
        do {
            return try module.render(argument)
        } catch {
            fail(error)
            return nil
        }
    }
}
