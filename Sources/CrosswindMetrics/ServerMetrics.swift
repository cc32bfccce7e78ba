public import CoreMetrics
import CrosswindHTTP
public import CrosswindServer
import CrosswindThreads

/// What a server does, for swift-metrics: native handlers and WSGI applications alike.
///
///     let server = HTTPServer(application, metrics: ServerMetrics())
///
/// | metric | kind | |
/// |---|---|---|
/// | `http.server.requests` | counter | requests that are over, with dimensions |
/// | `http.server.request.duration` | timer | from the end of the request to the end of the answer, with dimensions |
/// | `http.server.active_requests` | meter | requests in progress |
/// | `http.server.open_connections` | meter | connections that are open |
/// | `http.server.request.bytes` | counter | bytes of request bodies whose length was known when the request began |
/// | `http.server.response.bytes` | counter | bytes of response bodies given to sockets |
///
/// Dimensions, all always there, as OpenTelemetry calls them: `http.request.method` (`_OTHER` for what no standard knows),
/// `http.response.status_code` (`none` when the client had gone before a head was sent), `http.route` (the route's name,
/// else its pattern; `none` where no route matched or there are none). Clients choose none of them freely, but an
/// application may answer with many a status: past ``mostSeries`` combinations, routes are `other`.
public final class ServerMetrics: Sendable {
    /// Combinations of dimensions at most.
    public let mostSeries: Int

    private let factory: any MetricsFactory
    private let active: Meter
    private let connections: Meter
    private let requestBytes: Counter
    private let responseBytes: Counter
    private let series = Guarded<[SeriesKey: Series]>([:])

    /// Metrics of that factory, by default the one that `MetricsSystem` was bootstrapped with (before this is made).
    public init(factory: any MetricsFactory = MetricsSystem.factory, mostSeries: Int = 2000) {
        self.factory = factory
        self.mostSeries = max(1, mostSeries)
        active = Meter(label: "http.server.active_requests", factory: factory)
        connections = Meter(label: "http.server.open_connections", factory: factory)
        requestBytes = Counter(label: "http.server.request.bytes", factory: factory)
        responseBytes = Counter(label: "http.server.response.bytes", factory: factory)
    }

    /// So many connections more, or fewer: for `ServerConfiguration.connectionsChanged`.
    public func connectionsChanged(_ change: Int) {
        if change > 0 { connections.increment(by: Double(change)) } else { connections.decrement(by: Double(-change)) }
    }

    // MARK: what the callback tells

    func began(_ exchange: HTTPExchange) {
        exchange.observe(self)
        active.increment()
        if case .length(let count) = exchange.head.framing {
            requestBytes.increment(by: Int64(clamping: count))
        } else if let count = exchange.body.count, count > 0 {
            requestBytes.increment(by: count)
        }
    }

    private func series(of exchange: HTTPExchange) -> Series {
        var key = SeriesKey(exchange)
        return series.withLock { series in
            if let known = series[key] { return known }
            if series.count >= mostSeries {
                key.route = .other
                if let known = series[key] { return known }
            }
            let fresh = Series(key, factory)
            series[key] = fresh
            return fresh
        }
    }
}

extension ServerMetrics: ExchangeObserver {
    /// Counts it.
    public func exchangeEnded(_ exchange: HTTPExchange) {
        let series = series(of: exchange)
        series.requests.increment()
        series.duration.recordNanoseconds(Int64(clamping: monotonicNanoseconds() &- exchange.startedAt))
        responseBytes.increment(by: exchange.bodyBytesSent)
        active.decrement()
    }
}

extension HTTPServer {
    /// A server of which `metrics` hears: requests, connections, bytes.
    public convenience init(
        _ callback: any RequestCallback, configuration: ServerConfiguration = ServerConfiguration(),
        metrics: ServerMetrics
    ) {
        var configuration = configuration
        let others = configuration.connectionsChanged
        configuration.connectionsChanged = { change in
            others?(change)
            metrics.connectionsChanged(change)
        }
        self.init(metrics.measuring(callback), configuration: configuration)
    }
}
