/// Hears when an exchange is over, whoever answers it: metrics, traces. See ``HTTPExchange/observe(_:)``.
public protocol ExchangeObserver: AnyObject, Sendable {
    /// The answer has been given as far as it will be: its status, its length and the request are known. A status of 0 means
    /// that the client was gone before it got a head.
    ///
    /// Called once for each exchange, on the thread that finished it (an event loop, or a Python worker, there attached),
    /// so it must not block.
    func exchangeEnded(_ exchange: HTTPExchange)
}

extension HTTPExchange {
    /// Has `observer` hear of the end of this exchange, beside those that do already, and notes the time in ``startedAt``.
    /// For request callbacks around others: on the loop, before the exchange is handed on.
    public func observe(_ observer: any ExchangeObserver) {
        if startedAt == 0 { startedAt = monotonicNanoseconds() }
        self.observer = self.observer.map { Both(first: $0, second: observer) } ?? observer
    }

    /// From whoever finished it, when it is answered, and once more from the loop for those that nobody answered.
    package func ended() {
        guard let observer else { return }
        self.observer = nil
        observer.exchangeEnded(self)
    }

    private final class Both: ExchangeObserver {
        let first: any ExchangeObserver
        let second: any ExchangeObserver

        init(first: any ExchangeObserver, second: any ExchangeObserver) {
            self.first = first
            self.second = second
        }

        func exchangeEnded(_ exchange: HTTPExchange) {
            second.exchangeEnded(exchange)
            first.exchangeEnded(exchange)
        }
    }
}
