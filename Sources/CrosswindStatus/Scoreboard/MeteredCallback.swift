public import CrosswindServer

/// A request callback around another, whose requests are counted on a scoreboard.
final class MeteredCallback: RequestCallback {
    private let callback: any RequestCallback
    private let meter: Meter
    let takesRuns: Bool

    init(_ callback: any RequestCallback, _ seat: Seat) {
        self.callback = callback
        meter = Meter(seat)
        takesRuns = callback.takesRuns
    }

    func handle(_ exchange: HTTPExchange) {
        var each: HTTPExchange? = exchange
        while let one = each {
            one.observe(meter)
            meter.seat.began(one)
            each = one.nextInRun
        }
        callback.handle(exchange)
    }

    var isBusy: Bool { callback.isBusy }

    func streamsBody(of exchange: HTTPExchange) -> Bool { callback.streamsBody(of: exchange) }

    /// Hears of the end of each exchange. One object for all of them.
    private final class Meter: ExchangeObserver {
        let seat: Seat

        init(_ seat: Seat) { self.seat = seat }

        func exchangeEnded(_ exchange: HTTPExchange) { seat.ended(exchange) }
    }
}

extension Seat {
    /// `callback`, whose requests count here.
    public func measuring(_ callback: any RequestCallback) -> any RequestCallback { MeteredCallback(callback, self) }

    /// Has a server's connections, refusals and timeouts, the times of its requests, and those that wait for a thread, count
    /// here too.
    public func measure(_ configuration: inout ServerConfiguration) {
        configuration.timesRequests = true
        let others = configuration.connectionsChanged
        configuration.connectionsChanged = { change in
            others?(change)
            connectionsChanged(change)
        }
        let watchers = configuration.queueChanged
        configuration.queueChanged = { count in
            watchers?(count)
            queueChanged(count)
        }
        let listeners = configuration.happened
        configuration.happened = { event in
            listeners?(event)
            happened(event)
        }
    }
}

extension HTTPServer {
    /// A server that is counted on a seat of a scoreboard: requests, times, connections, bytes.
    public convenience init(
        _ callback: any RequestCallback, configuration: ServerConfiguration = ServerConfiguration(), seat: Seat
    ) {
        var configuration = configuration
        seat.measure(&configuration)
        self.init(seat.measuring(callback), configuration: configuration)
        seat.state = .ready
    }
}
