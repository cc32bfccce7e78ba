import CrosswindHTTP
public import CrosswindServer
import NIOCore

/// On Crosswind's own server.
extension Application: RequestCallback {
    /// On the connection's event loop: runs the handler of the first route that matches. One that never suspends has
    /// answered when this returns.
    public func handle(_ exchange: HTTPExchange) {
        let match = find(exchange)
        exchange.route = match?.entry.label
        switch match?.entry.target {
        case .callback(let callback, let prefix)?:
            exchange.mountedLength += prefix
            callback.handle(exchange)
        case .handler(let maker)?: run(maker.make, match, exchange)
        case nil: run(settings.defaultHandler ?? { ErrorHandler() }, nil, exchange)
        }
    }

    private func find(_ exchange: HTTPExchange) -> RouteMatch? {
        let head = exchange.head
        return tables.find(
            Self.path(head.slice(head.path), exchange.mountedLength),
            host: HTTPRequest.hostName(head),
            defaultHost: head.firstValue(named: "x-real-ip") == nil ? settings.defaultHost : nil)
    }

    /// What routes are matched with: for an application that is mounted in another one what is behind its prefix.
    static func path(_ path: UnsafeRawBufferPointer, _ mounted: Int) -> UnsafeRawBufferPointer {
        guard mounted > 0 else { return path }
        if path.count > mounted { return UnsafeRawBufferPointer(rebasing: path[mounted...]) }
        let slash: StaticString = "/"
        return UnsafeRawBufferPointer(start: slash.utf8Start, count: 1)
    }

    /// In a task that begins here and now and, when it has suspended, goes on here, on the loop: what is not asynchronous
    /// costs no hop, and a handler needs no locks.
    private func run(_ make: @Sendable () -> RequestHandler, _ match: RouteMatch?, _ exchange: HTTPExchange) {
        let loop = exchange.loop
        let idle = exchange.inheritsTaskLocals ? nil : loop.takeIdleTask()
        let task = idle.map { unsafeDowncast($0, to: HandlerTask.self) } ?? HandlerTask(loop)
        task.run(self, make, match, exchange)
    }

    /// Whether a callback that a route leads to (a `WSGIContainer`) takes no more requests now.
    public var isBusy: Bool { tables.isBusy }

    /// Whether the body is wanted as it comes; asked before it is there.
    public func streamsBody(of exchange: HTTPExchange) -> Bool {
        guard tables.streamsAny else { return false }
        switch find(exchange)?.entry.target {
        case .callback(let callback, let prefix)?:
            // `handle` will say it again.
            exchange.mountedLength += prefix
            defer { exchange.mountedLength -= prefix }
            return callback.streamsBody(of: exchange)
        case .handler(let maker)?: return maker.streamsRequestBody
        case nil: return false
        }
    }
}

/// Without a server of ours: in a WSGI server's call, or in a test.
extension Application {
    /// What answers a request: the way `handle` finds it.
    package enum Answerer: Sendable {
        case handler(make: @Sendable () -> RequestHandler, RouteMatch?)
        /// With the length of the prefix that it is mounted below.
        case callback(any RequestCallback, Int)
    }

    /// Finds what answers `request`.
    package func find(_ request: HTTPRequest) -> Answerer {
        let match = tables.find(
            request.pathBytes, host: request.hostName,
            defaultHost: request.field(.xRealIP, "X-Real-Ip") == nil ? settings.defaultHost : nil)
        switch match?.entry.target {
        case .callback(let callback, let prefix)?: return .callback(callback, prefix)
        case .handler(let maker)?: return .handler(make: maker.make, match)
        case nil: return .handler(make: settings.defaultHandler ?? { ErrorHandler() }, nil)
        }
    }

    /// Runs a handler from beginning to end. When it returns, the answer is over.
    package func run(_ handler: RequestHandler, _ match: RouteMatch?, _ request: HTTPRequest, _ answer: Answer) async {
        handler.bind(self, request, answer, match)
        await handler.run()
    }
}
