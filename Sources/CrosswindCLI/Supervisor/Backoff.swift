/// When a worker that died may be replaced: at once at first; later and later when its successors die young too, so that a
/// broken one doesn't keep the machine busy starting it.
///
/// That is while others serve. When there is no other, clients wait in the kernel's queue for the successor, so it comes within
/// a second; it comes alone, and a start a second is no storm.
struct Backoff {
    /// A worker that lived that long was a good one.
    static let adult = Duration.seconds(10)
    static let longest = Duration.seconds(30)
    /// While there is no worker.
    static let longestAlone = Duration.seconds(1)

    private var failures = 0
    private var last = ContinuousClock.now
    private var delay = Duration.zero

    /// A worker has died at that age.
    mutating func died(afterLiving age: Duration, at now: ContinuousClock.Instant = .now) {
        if age >= Self.adult { failures = 0 }
        delay = failures == 0 ? .zero : min(Self.longest, .milliseconds(250) * (1 << min(failures, 10)))
        last = now
        failures += 1
    }

    /// None could be started: a moment later perhaps.
    mutating func failedToStart(at now: ContinuousClock.Instant = .now) {
        delay = max(delay - (now - last), .seconds(1))
        last = now
    }

    /// What dies from now on may have another reason, and what is missing is to come at once.
    mutating func forget() { self = Backoff() }

    /// From the last death to the next start. `isAlone`: there is no worker, neither one that serves nor one that begins to.
    func wait(isAlone: Bool) -> Duration { isAlone ? min(delay, Self.longestAlone) : delay }

    func mayStart(isAlone: Bool, at now: ContinuousClock.Instant = .now) -> Bool {
        now >= last + wait(isAlone: isAlone)
    }
}
