/// Sees each exchange once it is over: the access log, metrics.
public protocol ExchangeLog: Sendable {
    /// Called on the thread that finished the exchange (an event loop or a Python worker, there attached), so it must
    /// not block. `responseHead` is the head as sent, empty when the connection ended before one was.
    func record(_ exchange: HTTPExchange, responseHead: UnsafeRawBufferPointer)
}
