public import CrosswindServer
public import ServiceLifecycle

/// A request callback (an `Application`, a `WSGIContainer`) with a server of its own, as a service:
///
///     let web = HTTPService(application, port: 8888)
///     try await ServiceGroup(
///         services: [database, web], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
///     ).run()
///
/// It listens when the group runs it, not before, so that what it needs can stand before it in the group; and it stops
/// before them, with running requests finished. A process in which the `crosswind` command waits for SIGTERM needs no group.
public struct HTTPService: Service {
    /// The server, which listens once ``run()`` has begun.
    public let server: HTTPServer
    private let addresses: [BindAddress]
    private let onListening: @Sendable ([BindAddress]) -> Void

    /// A service that will listen at `addresses`. `onListening` is called once it does, with what they became: with the
    /// ports that the system chose for those that ask for 0.
    public init(
        _ callback: any RequestCallback, at addresses: [BindAddress],
        configuration: ServerConfiguration = ServerConfiguration(),
        onListening: @escaping @Sendable ([BindAddress]) -> Void = { _ in }
    ) {
        server = HTTPServer(callback, configuration: configuration)
        self.addresses = addresses
        self.onListening = onListening
    }

    /// A service that will listen on `port` of `host`.
    public init(
        _ callback: any RequestCallback, port: Int, host: String = "127.0.0.1",
        configuration: ServerConfiguration = ServerConfiguration(),
        onListening: @escaping @Sendable ([BindAddress]) -> Void = { _ in }
    ) {
        self.init(
            callback, at: [.tcp(host: host, port: port)], configuration: configuration, onListening: onListening)
    }

    /// Listens, and serves until the group stops: see `HTTPServer.run()`.
    ///
    /// - Throws: `ListenError`, which stops the group; `CancellationError`.
    public func run() async throws {
        let listening = await onThread { [server, addresses] in
            Result { () throws(ListenError) in
                var bound: [BindAddress] = []
                do throws(ListenError) {
                    for address in addresses { bound.append(try server.listen(address)) }
                } catch {
                    server.stop(within: .zero)
                    throw error
                }
                return bound
            }
        }
        onListening(try listening.get())
        try await server.run()
    }
}
