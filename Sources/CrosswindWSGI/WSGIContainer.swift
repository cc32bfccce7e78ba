// Unsafe: a bare reference to the application, held for the life of the process.
import CPythonABI
public import CrosswindServer
public import PythonBridge
import Synchronization

/// Runs a Python WSGI application on Crosswind's ``HTTPServer`` (Tornado: `tornado.wsgi.WSGIContainer`).
///
///     let settings = ServerConfiguration()
///     let container = try Python.attach { python in
///         let application = try python.import("wsgi").attribute("application").store()
///         return try WSGIContainer(application, server: settings, python: &python)
///     }
///     let server = HTTPServer(container, configuration: settings)
///
/// The application runs on Python threads of its own, never on an event loop, and is called with the GIL held; slow
/// requests hold up fast ones only when every thread is in one.
public final class WSGIContainer: RequestCallback, @unchecked Sendable {
    let application: PyPointer
    let template: ContainerTemplate
    let configuration: WSGIConfiguration
    private let workers: PythonWorkers

    /// Makes an application from a Python callable runnable. The caller is attached.
    ///
    /// - Parameter server: the settings that the worker threads take over: timeouts, logger, access log, `Server`.
    public init(
        _ application: consuming PyStored, configuration: WSGIConfiguration = WSGIConfiguration(),
        server: ServerConfiguration, python: inout Python
    ) throws(PythonError) {
        self.configuration = configuration
        workers = try PythonWorkers.shared(configuration, server, &python)
        template = ContainerTemplate(
            python, keys: workers.keys, prelude: workers.prelude, scriptName: configuration.rootPath,
            software: configuration.software, isMultithreaded: configuration.threads > 1,
            isMultiprocess: configuration.isMultiprocess)
        self.application = application.take()
    }

    /// Whether the body is handed on as it comes.
    public func streamsBody(of exchange: HTTPExchange) -> Bool { configuration.streamsRequestBody }

    /// Pipelined requests are answered by one worker in one go.
    public var takesRuns: Bool { true }

    /// On the connection's event loop: sends the request to the Python threads.
    public func handle(_ exchange: HTTPExchange) {
        var each: HTTPExchange? = exchange
        while let one = each {
            one.owner = Unmanaged.passUnretained(self).toOpaque()
            each = one.nextInRun
        }
        exchange.submit(to: workers.pool)
    }

    /// The environ of a request (Tornado: `WSGIContainer.environ`), as the application would get it but for a streamed
    /// body. The caller is attached.
    @_lifetime(borrow python)
    public func environ(_ exchange: HTTPExchange, _ python: borrowing Python) throws(PythonError) -> PyRef {
        var builder = EnvironBuilder(keys: workers.keys)
        let environ = builder.make(exchange, template)
        builder.release()
        return try python.checked(environ)
    }

    /// Lets the Python threads of the process end: what runs and waits is finished first, for `limit` at most. How many
    /// threads didn't come back. The caller must not be attached.
    public static func stopThreads(within limit: Duration) -> Int { PythonWorkers.stop(within: limit) }
}
