/// When a periodic callback is next due: Tornado's `PeriodicCallback._update_next`, without a clock. Nanoseconds.
struct PeriodicSchedule {
    /// From the start of one call to the start of the next; positive.
    let period: Int64
    /// The width of the window in which a period may fall, as a fraction of it; 0 for none.
    let jitter: Double
    /// The call that is next, or was last.
    private(set) var next: Int64

    /// A schedule that counts from `now`.
    init(period: Int64, jitter: Double, now: Int64) {
        self.period = period
        self.jitter = jitter
        next = now
    }

    /// Moves on to the first moment after `now` that is a whole number of periods after the last one: calls that could
    /// not be made meanwhile are skipped. With jitter each step is a little shorter or longer, by `random` (0 to 1).
    mutating func advance(now: Int64, random: @autoclosure () -> Double = Double.random(in: 0..<1)) {
        var step = period
        if jitter != 0 {
            let stretched = Double(period) * (1 + jitter * (random() - 0.5))
            step = max(1, Int64(exactly: stretched.rounded()) ?? Int64.max)
        }
        // Backwards goes only a clock that isn't monotonic; then the next step at least is taken.
        let steps = next <= now ? (now - next) / step + 1 : 1
        let (distance, tooFar) = steps.multipliedReportingOverflow(by: step)
        let (sum, overflow) = next.addingReportingOverflow(distance)
        next = tooFar || overflow ? .max : sum
    }
}
