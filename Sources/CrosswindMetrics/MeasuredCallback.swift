public import CrosswindServer

/// A request callback whose requests are counted as they pass.
final class MeasuredCallback: RequestCallback {
    private let metrics: ServerMetrics
    private let callback: any RequestCallback
    let takesRuns: Bool

    init(_ metrics: ServerMetrics, _ callback: any RequestCallback) {
        self.metrics = metrics
        self.callback = callback
        takesRuns = callback.takesRuns
    }

    func handle(_ exchange: HTTPExchange) {
        var each: HTTPExchange? = exchange
        while let one = each {
            metrics.began(one)
            each = one.nextInRun
        }
        callback.handle(exchange)
    }

    var isBusy: Bool { callback.isBusy }

    func streamsBody(of exchange: HTTPExchange) -> Bool { callback.streamsBody(of: exchange) }
}

extension ServerMetrics {
    /// `callback`, measured. For servers that are made otherwise than by `HTTPServer(_:configuration:metrics:)`.
    public func measuring(_ callback: any RequestCallback) -> any RequestCallback {
        MeasuredCallback(self, callback)
    }
}
