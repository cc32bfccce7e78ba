/// What an ``HTTPServer`` serves: Tornado's request callback.
///
/// A callback is told of a request when its head has come and, unless it takes bodies as streams, its body too. It
/// answers at once, later from the event loop, or hands the exchange to another thread.
public protocol RequestCallback: Sendable {
    /// Called on the connection's event loop; must not block. The exchange must be completed exactly once.
    func handle(_ exchange: HTTPExchange)

    /// Whether it wants the body of this request piece by piece (``RequestBody/stream(_:)``) rather than whole. Called
    /// on the event loop when the head is there.
    func streamsBody(of exchange: HTTPExchange) -> Bool

    /// Whether pipelined safe requests may be handed over as a run (``HTTPExchange/nextInRun``), to be answered in
    /// order by whoever answers the first.
    var takesRuns: Bool { get }

    /// Whether a further request would be refused, since as many wait as may: the server then says that it is not ready
    /// (``ServerConfiguration/readyPath``). Called on an event loop.
    var isBusy: Bool { get }
}

extension RequestCallback {
    /// Bodies are buffered unless the callback says otherwise.
    public func streamsBody(of exchange: HTTPExchange) -> Bool { false }
    /// One request at a time unless the callback says otherwise.
    public var takesRuns: Bool { false }
    /// Never unless the callback says otherwise.
    public var isBusy: Bool { false }
}

/// A request callback made of a closure: `HTTPServer { exchange in exchange.respond(status: 200, body: "Hello") }`.
public struct ClosureCallback: RequestCallback {
    let body: @Sendable (HTTPExchange) -> Void

    /// Calls `body` on the event loop for each request.
    public init(_ body: @escaping @Sendable (HTTPExchange) -> Void) { self.body = body }

    /// Calls the closure.
    public func handle(_ exchange: HTTPExchange) { body(exchange) }
}
