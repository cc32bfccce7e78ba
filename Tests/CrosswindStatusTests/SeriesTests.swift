import CrosswindThreads
import CoreMetrics
import Testing

@testable import CrosswindStatus

/// swift-metrics on a scoreboard, as Prometheus gets it.
@Suite struct SeriesTests {
    private let board: Scoreboard
    private let metrics: ScoreboardMetrics

    init() throws {
        board = try Scoreboard()
        metrics = ScoreboardMetrics(board)
    }

    private var page: String { MetricsDocument.text(board, version: "1") }

    /// The lines of the page that begin so.
    private func lines(_ beginning: String) -> [String] {
        page.split(separator: "\n").map(String.init).filter { $0.hasPrefix(beginning) }
    }

    @Test func counters() {
        let books = Counter(label: "orders.placed", dimensions: [("kind", "book")], factory: metrics)
        books.increment()
        books.increment(by: 2)
        // Another of the same name counts on.
        Counter(label: "orders.placed", dimensions: [("kind", "book")], factory: metrics).increment()
        Counter(label: "orders.placed", factory: metrics).increment()
        books.reset()
        books.destroy()
        FloatingPointCounter(label: "litres", factory: metrics).increment(by: 0.5)
        FloatingPointCounter(label: "litres", factory: metrics).increment(by: 1)
        #expect(lines("# TYPE orders") == ["# TYPE orders_placed_total counter"])
        #expect(lines("orders") == ["orders_placed_total 1", #"orders_placed_total{kind="book"} 4"#])
        #expect(lines("litres") == ["litres_total 1.5"])
    }

    @Test func timersAndRecorders() {
        let timer = CoreMetrics.Timer(label: "query", dimensions: [("table", "t"), ("le", "x")], factory: metrics)
        timer.recordNanoseconds(3_000_000)
        timer.recordNanoseconds(40_000_000_000)
        let sizes = Recorder(label: "size", factory: metrics)
        sizes.record(10)
        sizes.record(2.5)
        sizes.record(Double.nan)
        #expect(lines("# TYPE query") == ["# TYPE query_seconds histogram"])
        #expect(lines(#"query_seconds_bucket{exported_le="x",table="t",le="0.0025"}"#).first?.hasSuffix(" 0") == true)
        #expect(lines(#"query_seconds_bucket{exported_le="x",table="t",le="0.005"}"#).first?.hasSuffix(" 1") == true)
        #expect(lines(#"query_seconds_bucket{exported_le="x",table="t",le="+Inf"}"#).first?.hasSuffix(" 2") == true)
        #expect(lines("query_seconds_count") == [#"query_seconds_count{exported_le="x",table="t"} 2"#])
        #expect(lines("query_seconds_sum") == [#"query_seconds_sum{exported_le="x",table="t"} 40.003"#])
        #expect(lines("# TYPE size") == ["# TYPE size summary"])
        #expect(lines("size") == ["size_sum 12.5", "size_count 2"])
    }

    @Test func aGaugeIsItsProcesssAndEndsWithIt() {
        let depth = Gauge(label: "depth", dimensions: [("worker", "mine")], factory: metrics)
        #expect(lines("depth").isEmpty)
        depth.record(7)
        // Nobody has a slot yet.
        #expect(lines("depth") == [#"depth{exported_worker="mine",worker="0"} 7.0"#])
        _ = board.takeSeat(number: 3)
        let meter = Meter(label: "depth", dimensions: [("worker", "mine")], factory: metrics)
        meter.increment(by: 2)
        meter.decrement(by: 0.5)
        #expect(
            lines("depth") == [
                #"depth{exported_worker="mine",worker="0"} 7.0"#, #"depth{exported_worker="mine",worker="3"} 1.5"#,
            ])
        depth.record(-Double.infinity)
        #expect(lines("depth").last == #"depth{exported_worker="mine",worker="3"} -Inf"#)
        board.vacate(pid: board.processes[0].pid)
        _ = board.takeSeat(number: 3)
        #expect(lines("depth").count == 1)
        meter.set(0)
        #expect(lines("depth").last == #"depth{exported_worker="mine",worker="3"} 0.0"#)
    }

    @Test(arguments: [
        ("orders.placed", "orders_placed"), ("2nd", "_2nd"), ("", "_"), ("ns:x", "ns:x"), ("größe\n", "gr__e_"),
    ])
    func names(label: String, family: String) { #expect(SeriesName(label, []).family == family) }

    @Test func labelsAreASetOfSafeNames() {
        let one = SeriesName("a", [("b.c", "x\"\\\n"), ("__d", "2"), ("e:f", "3")])
        #expect(one.labels == #"_d="2",b_c="x\"\\\n",e_f="3""#)
        #expect(one == SeriesName("a", [("e:f", "3"), ("__d", "2"), ("b.c", "x\"\\\n")]))
        // Written alike, the later one counts: a label twice is no series.
        #expect(SeriesName("a", [("b.c", "1"), ("b_c", "2")]).labels == #"b_c="2""#)
        #expect(SeriesName(key: one.key) == one)
        #expect(SeriesName("count_total", [], ending: "_total").family == "count_total")
    }

    @Test func theirNumberAndLengthAreBounded() {
        for number in 0..<Series.most + 10 {
            Counter(label: "many", dimensions: [("number", "\(number)")], factory: metrics).increment()
        }
        Counter(label: String(repeating: "x", count: 500), factory: metrics).increment()
        #expect(lines("many_total").count == Series.most)
        #expect(lines("crosswind_series_refused_total") == ["crosswind_series_refused_total 11"])
        // Those that are there count on.
        Counter(label: "many", dimensions: [("number", "5")], factory: metrics).increment()
        #expect(lines(#"many_total{number="5"}"#) == [#"many_total{number="5"} 2"#])
    }

    /// A page on which a name stands twice is refused as a whole.
    @Test func noNameStandsTwice() {
        Counter(label: "crosswind_requests", factory: metrics).increment()
        CoreMetrics.Timer(label: "crosswind_app", factory: metrics).recordNanoseconds(1)
        Counter(label: "mixed_total", factory: metrics).increment()
        Meter(label: "mixed_total", factory: metrics).set(1)
        Recorder(label: "sized", factory: metrics).record(1)
        Meter(label: "sized_count", factory: metrics).set(1)
        #expect(!lines("crosswind_requests_total").contains("crosswind_requests_total 1"))
        #expect(lines("mixed_total") == ["mixed_total 1"])
        #expect(lines("sized_count") == ["sized_count 1"])
        #expect(lines("# ").count { $0.contains("is not shown") } == 4)
        let names = lines("# TYPE ").map { $0.split(separator: " ")[2] }
        #expect(Set(names).count == names.count)
    }

    /// Two processes may bring a name at the same moment.
    @Test func whatHasTwoPlacesIsOneSeries() {
        let name = SeriesName("twice", [], ending: "_total")
        let first = board.series.index(of: name, .counter)!
        let base = Scoreboard.Place.series + 8
        // As if it had not been ready when the other one looked.
        board.words[base + first * 64] = 1
        let second = board.series.index(of: name, .counter)!
        board.words[base + first * 64] = 2
        board.words.add(2, at: board.series.place(first))
        board.words.add(3, at: board.series.place(second))
        #expect(first != second)
        #expect(lines("twice") == ["twice_total 5"])
    }
}
