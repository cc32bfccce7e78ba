import CrosswindStatic
public import CrosswindServer
import CrosswindThreads
import Logging

/// A web application: a table of routes and what answers them (Tornado: `tornado.web.Application`).
///
///     let application = try Application([
///         .route("/", MainHandler.self),
///         .route("/item/(?<id>[0-9]+)", ItemHandler.self, name: "item"),
///     ])
///     try HTTPServer(application).listen(8888)
///     IOLoop.current.start()
///
/// The first route whose pattern matches the path answers. Any thread may use it; handlers run on the event loop of
/// their connection.
public final class Application: Sendable {
    /// The settings it was made with.
    public let settings: Settings

    // What is asked for each request, without a copy of what it is part of.
    let hasLogFunction: Bool
    let accessLevel: Logger.Level
    let hasTransforms: Bool
    let maxBodyInMemory: Int

    /// All tables in the order in which they are asked; replaced, never changed, when hosts are added.
    private let hosts: Guarded<HostTables>

    /// An application of these routes, for every host.
    public init(_ routes: [Route] = [], settings: Settings = Settings()) throws(RouteError) {
        var settings = settings
        if let path = settings.staticPath { settings.staticPath = FilePath.absolute(path) }
        if settings.compressResponse {
            let rules = settings.responseCompression
            settings.transforms.append { GZipContentEncoding($0, rules) }
        }
        self.settings = settings
        hasLogFunction = settings.logFunction != nil
        accessLevel = settings.accessLogger.logLevel
        hasTransforms = !settings.transforms.isEmpty
        maxBodyInMemory = settings.maxBodyInMemory
        hosts = Guarded(HostTables(try RouteTable(Route.staticRoutes(settings) + routes)))
        if settings.autoreload { Autoreload.want() }
    }

    /// Routes for requests to hosts that match `pattern` (`www\.example\.com`, `(.*)\.example\.com`; `$` implied, case
    /// ignored), asked before those for every host (Tornado: `add_handlers`). May be called while the server runs.
    public func addHandlers(host pattern: String, _ routes: [Route]) throws(RouteError) {
        let compiled = try PathPattern(pattern)
        let table = try RouteTable(routes)
        let failure: RouteError? = hosts.withLock { tables in
            do throws(RouteError) {
                tables = try tables.adding(compiled, table)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    /// A server of its own that listens on `port` (Tornado: `Application.listen`); serves as soon as this returns, and
    /// for as long as the process lives or until it is stopped.
    @discardableResult
    public func listen(
        _ port: Int, host: String = "127.0.0.1", configuration: ServerConfiguration = ServerConfiguration()
    ) throws(ListenError) -> HTTPServer {
        let server = HTTPServer(self, configuration: configuration)
        try server.listen(port, host: host)
        return server
    }

    var tables: HostTables { hosts.withLock { $0 } }

    /// The path of the route called `name` with `arguments` in the places of its groups, percent-encoded (Tornado:
    /// `reverse_url`).
    public func reverseURL(_ name: String, _ arguments: any CustomStringConvertible...) throws(RouteError) -> String {
        try reverseURL(name, arguments: arguments.map { $0.description })
    }

    package func reverseURL(_ name: String, arguments: [String]) throws(RouteError) -> String {
        guard let pattern = tables.named[name] else { throw .unknownName(name) }
        guard let template = pattern.template else { throw .notReversible(name) }
        guard let path = template.fill(arguments) else {
            throw .wrongArguments(name, template.groupCount, arguments.count)
        }
        return path
    }
}
