import CrosswindHTTP
public import CrosswindServer

/// Answers `/metrics` with the numbers of a scoreboard in Prometheus' text format (0.0.4).
///
///     let metrics = HTTPServer(MetricsCallback(board))
///     try metrics.listen(9090)
///
/// Answers on the event loop, and so whatever Python does. Whoever may connect may read: listen where only your own do.
public struct MetricsCallback: RequestCallback {
    private let board: Scoreboard
    private let version: String

    /// - Parameters:
    ///   - board: whose numbers.
    ///   - version: what `crosswind_build_info` says.
    public init(_ board: Scoreboard, version: String = "") {
        self.board = board
        self.version = version
    }

    /// Answers.
    public func handle(_ exchange: HTTPExchange) {
        let head = exchange.head
        guard StatusAnswer.isRead(exchange) else { return StatusAnswer.notAllowed(exchange) }
        guard head.slice(head.path).elementsEqual("/metrics".utf8) else {
            return StatusAnswer.notFound(exchange, "metrics are at /metrics")
        }
        StatusAnswer.text(exchange, MetricsDocument.text(board, version: version), type: Exposition.contentType)
    }
}
