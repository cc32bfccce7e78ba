import CrosswindThreads
import NIOCore
import NIOPosix

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
/// All methods may be called on any thread but an event loop's: ``listen(_:)`` and ``stop(after:within:)`` block.
public final class HTTPServer: Sendable {
    let core: ServerCore
    private let group: MultiThreadedEventLoopGroup
    let loops: [LoopState]
    let listeners = Guarded<[any Channel]>([])
    /// Duplicates of listening sockets whose listeners have failed, until others take their places.
    let spareSockets = Guarded<[Int32]>([])
    private let socketPaths = Guarded<[String]>([])
    /// Opened by ``abort()``: nothing is waited for any more.
    private let hurry = Latch()

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

    /// Calls `body` on each event loop, now and then `every` so often, for as long as the server lives: with the loop's number
    /// and how many requests it has answered.
    package func repeatOnLoops(
        every pause: Duration, _ body: @escaping @Sendable (_ loop: Int, _ answered: Int) -> Void
    ) {
        for (number, loop) in loops.enumerated() {
            loop.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: TimeAmount(pause)) { _ in
                body(number, loop.answeredCount)
            }
        }
    }

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
                DeferredAccept.ask(of: channel)
            case .unix(let path):
                channel = try bootstrap.bind(unixDomainSocketPath: path).wait()
                socketPaths.withLock { $0.append(path) }
            case .descriptor(let number):
                channel = try bootstrap.withBoundSocket(AdoptedSocket.adopt(number)).wait()
                setBacklog(of: channel)
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
        core.configuration.acceptPlace?.accepts(true)
        // It accepts since it is bound: it may have been full before anybody could tell it to stop.
        if core.connectionCount >= core.configuration.maxConnections { updateAccepting() }
        if case .tcp(let host, 0) = address { return .tcp(host: host, port: channel.localAddress?.port ?? 0) }
        return address
    }

    /// Listens at a socket that is bound to `address` already (``ListeningSocket/bind(_:_:)``), and takes it over.
    package func listen(_ address: BindAddress, bound descriptor: Int32) throws(ListenError) {
        if case .descriptor = address {
            try listen(address)
            return
        }
        defer { closeDescriptor(descriptor) }
        try ListeningSocket.listen(descriptor, address, backlog: Int(configuration.backlog))
        try listen(.descriptor(descriptor))
        if case .unix(let path) = address { socketPaths.withLock { $0.append(path) } }
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

    func bootstrap() -> ServerBootstrap {
        // With several loops most connections belong to another than the listener's.
        let isEarly = loops.count == 1 && core.configuration.proxyProtocol == nil
        // Those that begin early are counted, and may be answered, before the next is accepted: with one at a time no more are
        // accepted than may be open.
        let batch = isEarly ? 1 : max(1, core.configuration.acceptBatch)
        return ServerBootstrap(group: loops[0].eventLoop, childGroup: group)
            .serverChannelOption(.backlog, value: core.configuration.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: UInt(batch))
            .serverChannelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    channel.closeOnExec()
                    if core.configuration.acceptBatch == 1, PollingAcceptor.isNeeded {
                        try channel.pipeline.syncOperations.addHandler(
                            PollingAcceptor(children: group, setUp: { [self] in try setUp($0) }))
                    }
                    // Holds on to the server, so that one which listens lives, even if nobody else refers to it.
                    try channel.pipeline.syncOperations.addHandler(
                        Acceptor(
                            turn: PollingAcceptor.isNeeded ? nil : core.configuration.acceptPlace,
                            early: isEarly ? EarlyConnections(loop: loops[0]) : nil,
                            setUp: { [self] in try setUp($0) },
                            failed: { [self] in acceptingFailed($0, $1) }))
                }
            }
    }

    /// Makes an accepted channel a connection of ours, on its loop.
    private func setUp(_ channel: any Channel) throws {
        guard let loop = loops.first(where: { $0.eventLoop === channel.eventLoop }) else { return }
        try HTTPConnection(loop: loop).dress(channel)
    }

    // MARK: readiness

    /// Whether it wants requests: what ``ServerConfiguration/readyPath`` answers.
    public var isReady: Bool { core.readiness == .ready }

    /// With false the server says that it is not ready, so that load balancers send it no requests, and serves those that
    /// come all the same: while caches are filled, or by hand before something else is done to the machine.
    public func setReady(_ ready: Bool) { core.hold(!ready) }

    // MARK: stopping

    /// Another process accepts in this one's place: probes on connections that are here are told no end of the whole.
    package func hasSuccessor() { core.succeed() }

    /// Stops gracefully, in this order:
    ///
    /// 1. For `delay` it serves on, but says that it is not ready and ends each connection after its answer, so that load
    ///    balancers have sent the clients elsewhere before anybody is refused.
    /// 2. It accepts no more, lets running requests finish with `Connection: close` and closes idle connections; one that was
    ///    in use within the last second has a second for a request that may be on its way.
    /// 3. After `deadline` it cuts what is left.
    ///
    /// Blocks until all connections are gone. Gives back how many had to be cut.
    ///
    /// - Parameters:
    ///   - delay: Nil: the configuration's `drainDelay`, or none when `deadline` is zero.
    ///   - deadline: From the end of the delay on; nil: the configuration's `gracefulTimeout`.
    @discardableResult
    public func stop(after delay: Duration? = nil, within deadline: Duration? = nil) -> Int {
        let delay = delay ?? (deadline == .zero ? .zero : core.configuration.drainDelay)
        if delay > .zero, !listeners.withLock({ $0.isEmpty }) {
            // Who has connected and not asked yet is accepted now, as long as there is time.
            if core.configuration.acceptPlace == nil {
                for listener in listeners.withLock({ $0 }) { DeferredAccept.ask(of: listener, seconds: 0) }
            }
            core.startDraining()
            _ = hurry.wait(within: delay)
        }
        return close(within: deadline)
    }

    /// Ends the delay of ``stop(after:within:)``, which is in progress or yet to come: there is nobody left to wait for.
    package func endDelay() { hurry.open() }

    private func close(within deadline: Duration?) -> Int {
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
        core.configuration.acceptPlace?.accepts(false)
        closeSpareSockets()
        for listener in closing { try? listener.close().wait() }
        core.startClosing()
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

    /// Cuts every connection before it returns. ``stop(after:within:)`` in progress returns soon after.
    public func abort() {
        endDelay()
        for loop in loops { try? loop.eventLoop.submit { loop.cutAll() }.wait() }
    }
}

/// `close`, which inside ``HTTPServer`` is another function.
private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }
