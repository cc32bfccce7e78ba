public import Crosswind

/// A Swift web application that any WSGI server can call (Tornado: `tornado.wsgi.WSGIApplication`).
///
///     final class MainHandler: RequestHandler {
///         override func get() async throws { write("Hello, world") }
///     }
///
///     @c(crosswind_application)
///     public func application() -> UnsafeMutableRawPointer? {
///         WSGIModule.export { try WSGIApplication([.route("/", MainHandler.self)]) }
///     }
///
/// It takes the same `RequestHandler`s as an `Application` on Crosswind's own server, with the limits that WSGI sets
/// (PEP 3333): a request has one thread from its beginning to its end, so what would have to wait, `RequestHandler.flush()`
/// or an `await` that suspends, throws `SynchronousOnlyError`, unless ``WSGIApplicationConfiguration`` allows it.
///
/// Handlers run on the server's thread, detached from Python: those of a threaded server run in parallel.
public final class WSGIApplication: Sendable {
    /// The routes and settings behind it.
    public let application: Application
    /// What it allows beyond plain WSGI, and its limits.
    public let configuration: WSGIApplicationConfiguration

    /// An application of these routes.
    public convenience init(
        _ routes: [Route] = [], settings: Settings = Settings(),
        configuration: WSGIApplicationConfiguration = WSGIApplicationConfiguration()
    ) throws(RouteError) {
        self.init(try Application(routes, settings: settings), configuration: configuration)
    }

    /// Makes an application that exists callable by WSGI servers (Tornado: `tornado.wsgi.WSGIAdapter`). It may be served by
    /// Crosswind's own server at the same time.
    public init(
        _ application: Application, configuration: WSGIApplicationConfiguration = WSGIApplicationConfiguration()
    ) {
        self.application = application
        self.configuration = configuration
    }
}

/// Tornado 4's name for making a ``WSGIApplication`` of an `Application`.
public typealias WSGIAdapter = WSGIApplication
