import CoreMetrics
import CrosswindThreads

// What swift-metrics' counters, gauges and timers hold: where their number is on the scoreboard. Any thread, any process.

final class TotalSeries: CounterHandler {
    private let words: SharedWords
    private let place: Int

    init(_ words: SharedWords, _ place: Int) {
        self.words = words
        self.place = place
    }

    /// A total doesn't fall.
    func increment(by amount: Int64) { if amount > 0 { words.add(UInt64(amount), at: place) } }

    /// One process's wish is no reason to forget what the others counted.
    func reset() {}
}

final class DecimalTotalSeries: FloatingPointCounterHandler {
    private let words: SharedWords
    private let place: Int

    init(_ words: SharedWords, _ place: Int) {
        self.words = words
        self.place = place
    }

    func increment(by amount: Double) {
        // Nor does it become nothing that can be added to.
        if amount > 0, amount.isFinite { words.add(amount, toDoubleAt: place) }
    }

    func reset() {}
}

final class GaugeSeries: MeterHandler, RecorderHandler {
    private let board: Scoreboard
    private let index: Int

    init(_ board: Scoreboard, _ index: Int) {
        self.board = board
        self.index = index
    }

    /// Looked for each time: the process may have been forked, or have taken its slot, since.
    private var place: Int { board.ownPlace + SlotLayout.gauges + index }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { board.words[place] = GaugeWord.word(value) }
    func increment(by amount: Double) { board.words.add(amount, toGaugeAt: place) }
    func decrement(by amount: Double) { board.words.add(-amount, toGaugeAt: place) }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }
}

final class SummarySeries: RecorderHandler {
    private let words: SharedWords
    private let place: Int

    init(_ words: SharedWords, _ place: Int) {
        self.words = words
        self.place = place
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        words.add(1, at: place)
        words.add(value, toDoubleAt: place + 1)
    }
}

final class TimerSeries: TimerHandler {
    private let words: SharedWords
    private let place: Int

    init(_ words: SharedWords, _ place: Int) {
        self.words = words
        self.place = place
    }

    func recordNanoseconds(_ duration: Int64) {
        let nanoseconds = UInt64(max(0, duration))
        words.add(1, at: place + Buckets.index(of: nanoseconds))
        words.add(nanoseconds, at: place + Buckets.count)
    }
}
