import CrosswindServer
import CrosswindThreads

/// What the totals were in the last ten minutes, every five seconds, for the status page's charts.
///
/// Any process may take a sample; one of those that want to does, decided by a compare-and-swap, so that whoever lives keeps
/// the history.
struct History {
    static let samples = 121
    static let interval: UInt64 = 5
    private static let sampleSize = 32
    static let size = 8 + samples * sampleSize

    let words: SharedWords
    private var base: Int { Scoreboard.Place.history }

    struct Sample: Equatable {
        /// Seconds of the monotonic clock.
        var moment: UInt64
        var failures: UInt64
        var inFlight: UInt64
        var duration: HistogramReading
    }

    /// Takes a sample if the last one is old enough.
    func tick(_ board: Scoreboard, now: UInt64) {
        let last = words[base + 1]
        guard last == 0 || now >= last + Self.interval, words.exchange(last, for: max(1, now), at: base + 1) else {
            return
        }
        record(Self.now(board, now))
    }

    /// The totals as they are.
    static func now(_ board: Scoreboard, _ now: UInt64) -> Sample {
        var sample = Sample(moment: now, failures: 0, inFlight: 0, duration: HistogramReading())
        for slot in board.everySlot {
            sample.duration += slot.histogram(.duration)
            sample.inFlight += slot.inFlight
            for row in 0..<SlotLayout.refusedRow {
                for column in SlotLayout.column(500)..<SlotLayout.statuses {
                    sample.failures &+= slot.requests(row: row, column: column)
                }
            }
        }
        return sample
    }

    func record(_ sample: Sample) {
        let number = words.next(base)
        let place = base + 8 + Int(number % UInt64(Self.samples)) * Self.sampleSize
        words.publish(0, at: place)
        words[place + 1] = sample.failures
        words[place + 2] = sample.inFlight
        words[place + 3] = sample.duration.nanoseconds
        for index in 0..<Buckets.count { words[place + 4 + index] = sample.duration.counts[index] }
        words.publish(sample.moment, at: place)
    }

    /// Oldest first.
    var all: [Sample] {
        (0..<Self.samples).compactMap { sample(base + 8 + $0 * Self.sampleSize) }.sorted { $0.moment < $1.moment }
    }

    /// ``all``, and what is now, unless the last sample was taken in this second or the one before.
    func upToNow(_ board: Scoreboard) -> [Sample] {
        let samples = all
        let now = monotonicNanoseconds() / 1_000_000_000
        guard let last = samples.last, now >= last.moment + 2 else { return samples }
        return samples + [Self.now(board, now)]
    }

    private func sample(_ place: Int) -> Sample? {
        let moment = words.acquire(place)
        guard moment > 0 else { return nil }
        var duration = HistogramReading()
        duration.nanoseconds = words[place + 3]
        for index in 0..<Buckets.count { duration.counts[index] = words[place + 4 + index] }
        let sample = Sample(
            moment: moment, failures: words[place + 1], inFlight: words[place + 2], duration: duration)
        return words.acquire(place) == moment ? sample : nil
    }
}

/// What happened between one sample and the next.
struct Span {
    /// Seconds before the last of them.
    let age: UInt64
    let requestsPerSecond: Double
    let failuresPerSecond: Double
    let inFlight: UInt64
    /// Nanoseconds; nil without a request.
    let median: UInt64?
    let slow: UInt64?

    static func between(_ samples: [History.Sample]) -> [Span] {
        guard let last = samples.last else { return [] }
        return zip(samples, samples.dropFirst()).map { before, after in
            let seconds = Double(max(1, after.moment - before.moment))
            let durations = after.duration - before.duration
            let count = durations.total
            return Span(
                age: last.moment - after.moment, requestsPerSecond: Double(count) / seconds,
                failuresPerSecond: Double(after.failures &- min(before.failures, after.failures)) / seconds,
                inFlight: after.inFlight, median: count > 0 ? durations.quantile(0.5) : nil,
                slow: count > 0 ? durations.quantile(0.95) : nil)
        }
    }
}
