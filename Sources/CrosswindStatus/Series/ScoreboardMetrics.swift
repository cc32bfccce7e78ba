public import CoreMetrics

/// A backend of swift-metrics whose numbers are on a scoreboard, so that they are at `/metrics` beside the server's own, for
/// all processes together:
///
///     let board = try Scoreboard()
///     MetricsSystem.bootstrap(ScoreboardMetrics(board))
///
/// | of swift-metrics | of Prometheus |
/// |---|---|
/// | `Counter`, `FloatingPointCounter` | a counter, `…_total`; all processes add to it. It never falls: `reset` does nothing |
/// | `Gauge`, `Meter` | a gauge for each process, by `worker`, as long as the process lives |
/// | `Recorder` | a summary: `…_count` and `…_sum` |
/// | `Timer` | a histogram of seconds, `…_seconds`, with the buckets of the server's own |
///
/// Names become Prometheus' (`orders.placed` is `orders_placed_total`), and so do dimensions. There are 1,000 series at most,
/// and a name with its labels has 480 bytes at most; what is beyond that counts nothing, and is counted itself
/// (`crosswind_series_refused_total`). The server's own numbers don't pass here: they have their places, which cost less.
public struct ScoreboardMetrics: MetricsFactory {
    private let board: Scoreboard

    /// A backend on `board`. Processes that are forked later share it.
    public init(_ board: Scoreboard) { self.board = board }

    /// A total.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let name = SeriesName(label, dimensions, ending: "_total")
        guard let place = place(name, .counter) else { return NOOPMetricsHandler.instance }
        return TotalSeries(board.words, place)
    }

    /// A total of any numbers.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        let name = SeriesName(label, dimensions, ending: "_total")
        guard let place = place(name, .decimalCounter) else { return NOOPMetricsHandler.instance }
        return DecimalTotalSeries(board.words, place)
    }

    /// How something is now.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        guard let gauge = gauge(label, dimensions) else { return NOOPMetricsHandler.instance }
        return gauge
    }

    /// How something is now, or how many there were and what they add up to.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        if !aggregate {
            guard let gauge = gauge(label, dimensions) else { return NOOPMetricsHandler.instance }
            return gauge
        }
        guard let place = place(SeriesName(label, dimensions), .summary) else { return NOOPMetricsHandler.instance }
        return SummarySeries(board.words, place)
    }

    /// A histogram of durations.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let name = SeriesName(label, dimensions, ending: "_seconds", own: "le")
        guard let place = place(name, .timer) else { return NOOPMetricsHandler.instance }
        return TimerSeries(board.words, place)
    }

    private func place(_ name: SeriesName, _ kind: Series.Kind) -> Int? {
        let series = board.series
        return series.index(of: name, kind).map(series.place)
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries? {
        let name = SeriesName(label, dimensions, own: "worker")
        return board.series.index(of: name, .gauge).map { GaugeSeries(board, $0) }
    }

    // A series stays when whoever counted in it is through: totals don't fall, and another may count on.

    /// Does nothing.
    public func destroyCounter(_: any CounterHandler) {}
    /// Does nothing.
    public func destroyFloatingPointCounter(_: any FloatingPointCounterHandler) {}
    /// Does nothing.
    public func destroyMeter(_: any MeterHandler) {}
    /// Does nothing.
    public func destroyRecorder(_: any RecorderHandler) {}
    /// Does nothing.
    public func destroyTimer(_: any TimerHandler) {}
}
