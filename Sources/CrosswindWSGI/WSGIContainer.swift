public import CrosswindServer
public import PythonBridge

/// Runs a Python WSGI application on Crosswind's `HTTPServer` (Tornado: `tornado.wsgi.WSGIContainer`).
///
///     let server = HTTPServer(try WSGIContainer("mysite.wsgi"))
///     try server.listen(8888)
///     IOLoop.current.start()
///
/// The application runs on Python threads of its own, never on an event loop, and is called with the GIL held; slow
/// requests hold up fast ones only when every thread is in one.
public final class WSGIContainer: RequestCallback {
    private let mounted: MountedApplication
    let configuration: WSGIConfiguration
    private let workers: PythonWorkers

    /// What a container is made of while the thread is attached.
    struct Parts {
        let mounted: MountedApplication
        let workers: PythonWorkers

        init(
            _ application: consuming PyStored, watched: consuming PyStored? = nil, share: Double = 0,
            _ configuration: WSGIConfiguration, _ server: ServerConfiguration, _ python: inout Python
        ) throws(PythonError) {
            workers = try PythonWorkers.shared(configuration, server, &python)
            let template = ContainerTemplate(
                python, keys: workers.keys, prelude: workers.prelude, scriptName: configuration.rootPath,
                software: configuration.software, isMultithreaded: configuration.threads > 1,
                isMultiprocess: configuration.isMultiprocess)
            let other: PyPointer? = if let watched { watched.take() } else { nil }
            mounted = MountedApplication(application.take(), watched: other, share: share, template)
        }
    }

    init(_ parts: Parts, _ configuration: WSGIConfiguration) {
        mounted = parts.mounted
        workers = parts.workers
        self.configuration = configuration
    }

    /// Makes an application from a Python callable runnable. The caller is attached.
    ///
    /// - Parameters:
    ///   - application: The callable.
    ///   - configuration: How it runs.
    ///   - server: the settings that the worker threads take over: timeouts, logger, access log, `Server`.
    ///   - python: The caller's attachment.
    public convenience init(
        _ application: consuming PyStored, configuration: WSGIConfiguration = WSGIConfiguration(),
        server: ServerConfiguration, python: inout Python
    ) throws(PythonError) {
        self.init(try Parts(application, configuration, server, &python), configuration)
    }

    /// Makes an application runnable of which a share of the requests is called by another callable, as one that checks
    /// or measures it. The caller is attached.
    ///
    /// - Parameters:
    ///   - application: The callable.
    ///   - watched: The callable for the share; it must answer as the other does.
    ///   - share: How large it is, 0 to 1; the requests are chosen at random.
    ///   - configuration: How both run.
    ///   - server: the settings that the worker threads take over.
    ///   - python: The caller's attachment.
    public convenience init(
        _ application: consuming PyStored, watched: consuming PyStored, share: Double,
        configuration: WSGIConfiguration = WSGIConfiguration(), server: ServerConfiguration, python: inout Python
    ) throws(PythonError) {
        self.init(
            try Parts(application, watched: watched, share: share, configuration, server, &python), configuration)
    }

    /// Whether the body is handed on as it comes.
    public func streamsBody(of exchange: HTTPExchange) -> Bool { configuration.streamsRequestBody }

    /// Pipelined requests are answered by one worker in one go.
    public var takesRuns: Bool { true }

    /// Whether as many requests wait for a thread as may.
    public var isBusy: Bool { workers.pool.isFull }

    /// On the connection's event loop: sends the request to the Python threads.
    public func handle(_ exchange: HTTPExchange) {
        var each: HTTPExchange? = exchange
        while let one = each {
            claim(one)
            each = one.nextInRun
        }
        submit(exchange)
    }

    /// Makes the exchange one of this application.
    func claim(_ exchange: HTTPExchange) { exchange.owner = Unmanaged.passUnretained(mounted).toOpaque() }

    /// Sends an exchange, and the run behind it, to the process's threads.
    func submit(_ exchange: HTTPExchange) { exchange.submit(to: workers.pool) }

    /// The environ of a request (Tornado: `WSGIContainer.environ`), as the application would get it but for a streamed
    /// body. The caller is attached.
    @_lifetime(borrow python)
    public func environ(_ exchange: HTTPExchange, _ python: borrowing Python) throws(PythonError) -> PyRef {
        var builder = EnvironBuilder(keys: workers.keys)
        let environ = builder.make(exchange, mounted.template)
        builder.release()
        return try python.checked(environ)
    }

    /// Lets the Python threads of the process end: what runs and waits is finished first, for `limit` at most. How many
    /// threads didn't come back. The caller must not be attached.
    public static func stopThreads(within limit: Duration) -> Int { PythonWorkers.stop(within: limit) }
}
