import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// An HTTP/1.1 server on SwiftNIO that answers with a request callback, Swift's or Python's (Tornado:
/// `tornado.httpserver.HTTPServer`).
///
///     let server = HTTPServer { exchange in exchange.respond(status: 200, body: "Hello, world") }
///     try server.listen(8888)
///     IOLoop.current.start()
///
/// All methods may be called on any thread but an event loop's: ``listen(_:)`` and ``stop(within:)`` block.
public final class HTTPServer: Sendable {
    private let core: ServerCore
    private let group: MultiThreadedEventLoopGroup
    private let loops: [LoopState]
    private let listeners = Mutex<[any Channel]>([])
    private let socketPaths = Mutex<[String]>([])

    /// A server that will answer with `callback`. Starts the event loops' threads.
    public init(_ callback: any RequestCallback, configuration: ServerConfiguration = ServerConfiguration()) {
        let core = ServerCore(configuration: configuration, callback: callback)
        self.core = core
        let count = max(1, configuration.loops)
        group = LoopThreads.group(of: count)
        loops = group.makeIterator().map { LoopState(eventLoop: $0, core: core) }
        for loop in loops {
            loop.onFull = { [weak self] in self?.updateAccepting() }
            loop.onRoom = { [weak self] in self?.updateAccepting() }
        }
    }

    deinit {
        // A thread that has posted its last answer still looks at the loop's state, a few instructions long.
        for loop in loops { loop.eventLoop.scheduleTask(in: .seconds(10)) { withExtendedLifetime(loop) {} } }
    }

    /// A server that will answer with a closure, called on the event loop.
    public convenience init(
        configuration: ServerConfiguration = ServerConfiguration(),
        _ callback: @escaping @Sendable (HTTPExchange) -> Void
    ) {
        self.init(ClosureCallback(callback), configuration: configuration)
    }

    /// The configuration it was made with.
    public var configuration: ServerConfiguration { core.configuration }

    /// Connections that are open now.
    public var connectionCount: Int { core.connectionCount }

    // MARK: listening

    /// Listens on `port` of `host` (Tornado: `HTTPServer.listen`). An empty host means every interface.
    @discardableResult
    public func listen(_ port: Int, host: String = "127.0.0.1") throws(ListenError) -> BindAddress {
        try listen(.tcp(host: host, port: port))
    }

    /// Listens at `address` and gives back what it became: with the port that the system chose, when asked for 0.
    @discardableResult
    public func listen(_ address: BindAddress) throws(ListenError) -> BindAddress {
        if case .unix(let path) = address { try UnixSocketFile.clear(path) }
        if case .descriptor(let number) = address { try Self.checkListens(number, address) }
        let channel: any Channel
        do {
            let bootstrap = bootstrap()
            switch address {
            case .tcp(let host, let port):
                let name = host.isEmpty ? "0.0.0.0" : host
                channel = try bootstrap.bind(host: name, port: port).wait()
            case .unix(let path):
                channel = try bootstrap.bind(unixDomainSocketPath: path).wait()
                socketPaths.withLock { $0.append(path) }
            case .descriptor(let number):
                channel = try bootstrap.withBoundSocket(AdoptedSocket.adopt(number)).wait()
            }
        } catch let error as ListenError {
            throw error
        } catch let error as IOError {
            throw ListenError(address: address, reason: Self.reason(error))
        } catch is SocketAddressError {
            throw ListenError(address: address, reason: "no address of that name; write a host that resolves here")
        } catch {
            throw ListenError(address: address, reason: "\(error)")
        }
        listeners.withLock { $0.append(channel) }
        if case .tcp(let host, 0) = address { return .tcp(host: host, port: channel.localAddress?.port ?? 0) }
        return address
    }

    /// SwiftNIO takes a number that is no descriptor for a programming error and ends the process.
    private static func checkListens(_ number: Int32, _ address: BindAddress) throws(ListenError) {
        var isListening: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(number, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &length) == 0 else {
            throw ListenError(address: address, reason: String(cString: strerror(errno)))
        }
        guard isListening != 0 else { throw ListenError(address: address, reason: "not a listening socket") }
    }

    private static func reason(_ error: IOError) -> String {
        let text = String(cString: strerror(error.errnoCode))
        switch error.errnoCode {
        case EADDRINUSE: return "\(text); stop the other server or choose another port with --bind"
        case EACCES: return "\(text); ports below 1024 need a privilege, paths a directory you may write"
        default: return text
        }
    }

    /// Small at first, for the many that wait; up to 256 KiB for those that upload.
    private static let reading = AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 1024, maximum: 262_144)

    private func bootstrap() -> ServerBootstrap {
        let high = core.configuration.writeHighWaterMark
        let watermark = ChannelOptions.Types.WriteBufferWaterMark(low: high / 2, high: high)
        return ServerBootstrap(group: loops[0].eventLoop, childGroup: group)
            .serverChannelOption(.backlog, value: core.configuration.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // As many as are waiting, up to a batch: connections that come by the thousand cost fewer wake-ups.
            .serverChannelOption(.maxMessagesPerRead, value: 64)
            // Holds on to the server, so that one which listens lives, whether or not anybody else refers to it.
            .childChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = self.loops.first(where: { $0.eventLoop === channel.eventLoop }) else { return }
                    // Not as child options of the bootstrap, which sets each through futures: a tenth of the price of a
                    // connection. TCP_NODELAY is inherited from the listener.
                    if let options = channel.syncOptions {
                        try options.setOption(.allowRemoteHalfClosure, value: true)
                        try options.setOption(.recvAllocator, value: Self.reading)
                        if high != 64 * 1024 {  // SwiftNIO's own default
                            try options.setOption(.writeBufferWaterMark, value: watermark)
                        }
                    }
                    try channel.pipeline.syncOperations.addHandler(HTTPConnection(loop: loop))
                }
            }
    }

    /// Stops or resumes accepting, as the number of connections wants it; while stopped, clients wait in the kernel's
    /// backlog.
    private func updateAccepting() {
        for listener in listeners.withLock({ $0 }) {
            // On the listener's loop, where the number is looked at: connections come and go on several loops, and the
            // last to ask must not act on what was true before.
            listener.eventLoop.execute { [core] in
                let accepting = core.connectionCount < core.configuration.maxConnections
                listener.setOption(.autoRead, value: accepting).whenFailure { _ in }
                if accepting { listener.read() }
            }
        }
    }

    // MARK: stopping

    /// Stops gracefully: accepts no more, lets running requests finish with `Connection: close`, closes idle
    /// connections, and after `deadline` (nil: the configuration's `gracefulTimeout`) cuts what is left.
    ///
    /// Blocks until all connections are gone. Gives back how many had to be cut.
    @discardableResult
    public func stop(within deadline: Duration? = nil) -> Int {
        let closing = listeners.withLock { listeners in
            defer { listeners = [] }
            return listeners
        }
        // Before the listener closes: after that the name may be another server's, which found it stale.
        let paths = socketPaths.withLock { paths in
            defer { paths = [] }
            return paths
        }
        for path in paths { unlink(path) }
        for listener in closing { try? listener.close().wait() }
        core.startDraining()
        let patience = TimeAmount(deadline ?? core.configuration.gracefulTimeout)
        var cut = 0
        var waits: [EventLoopFuture<Int>] = []
        for loop in loops {
            let gone = loop.eventLoop.makePromise(of: Int.self)
            waits.append(gone.futureResult)
            loop.eventLoop.execute { loop.drain(within: patience, gone) }
        }
        for wait in waits { cut += (try? wait.wait()) ?? 0 }
        return cut
    }

    /// Cuts every connection now. ``stop(within:)`` in progress returns soon after.
    public func abort() {
        for loop in loops { loop.eventLoop.execute { loop.cutAll() } }
    }
}
