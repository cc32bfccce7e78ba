/// Which Python worker should run next: a state machine without threads, clocks or locks.
///
/// Two threads that fight over the GIL do less than one, and a thread that sleeps in an app must not hold up the rest.
/// So one worker, the drainer, takes request after request while it makes progress, and another is woken only when the
/// drainer is stuck inside one request and work waits. What "stuck" means is learnt: an app whose requests turned out
/// to block gets its next thread at once (`score`), one that computes gets it only after `stuckAfter`.
///
/// Times are nanoseconds of a monotonic clock, handed in.
struct Activation {
    /// A drainer that has been in one request for so long counts as stuck.
    static let stuckAfter: UInt64 = 1_000_000
    /// An app whose requests take longer than this on average is probed for waits that stay under `stuckAfter`.
    static let probeAbove: UInt64 = 100_000
    /// The first pause between probes, and the longest.
    static let probeGap: (first: UInt64, last: UInt64) = (10_000_000, 2_000_000_000)
    /// What a wait found adds to the score, and its ceiling.
    static let reward = 2
    static let ceiling = 8

    /// A worker that attached faster than this while the drainer was inside a request found the GIL free: the drainer
    /// was waiting for something else. Four fifths of the interpreter's switch interval, after which even a computing
    /// drainer gives way.
    let quickAttach: UInt64

    private(set) var drainer: Int?
    /// Workers that sleep, the latest to fall asleep last: its caches are warm.
    private(set) var idle: [Int]
    /// A worker was woken and has not attached yet; another would only queue up behind it.
    private(set) var isWaking = false
    /// Above 0: requests of this app have been seen to wait.
    private(set) var score = 0

    private var busySince: [UInt64]
    private var finished: [UInt64]
    /// Requests that all workers together have come back from.
    private(set) var finishedInAll: UInt64 = 0
    private var finishedAtRole: UInt64 = 0
    private var average: UInt64 = 0
    private var probeDue: UInt64 = 0
    private var probePause = Activation.probeGap.first

    init(workers: Int, switchInterval: UInt64) {
        idle = []
        idle.reserveCapacity(workers)
        busySince = Array(repeating: 0, count: workers)
        finished = Array(repeating: 0, count: workers)
        quickAttach = switchInterval / 5 * 4
    }

    /// Whether every worker is awake, each in a request.
    var isExhausted: Bool { idle.isEmpty }

    /// Work waits: which worker to wake, if any. It leaves the idle list and counts as waking.
    mutating func pick(now: UInt64) -> Int? {
        guard !isWaking, let candidate = idle.last else { return nil }
        if let drainer {
            let since = busySince[drainer]
            // Between two requests: it will take this one next.
            guard since != 0 else { return nil }
            let isStuck = now &- since > Self.stuckAfter
            if !isStuck, score == 0 {
                guard average > Self.probeAbove, now >= probeDue else { return nil }
                probeDue = now &+ probePause
                probePause = min(probePause * 2, Self.probeGap.last)
            }
        }
        idle.removeLast()
        isWaking = true
        return candidate
    }

    /// A woken worker has attached after waiting `attaching` for the GIL: may it take a request?
    mutating func arrived(_ worker: Int, attaching: UInt64, now: UInt64) -> Bool {
        isWaking = false
        guard let current = drainer, current != worker else { return take(worker) }
        let since = busySince[current]
        guard since != 0 else { return false }
        if attaching < quickAttach {
            score = min(score + Self.reward, Self.ceiling)
            probePause = Self.probeGap.first
            return take(worker)
        }
        score = max(score - 1, 0)
        return now &- since > Self.stuckAfter ? take(worker) : false
    }

    /// A worker is back from a request: may it take another?
    mutating func returned(_ worker: Int, now: UInt64) -> Bool {
        let took = now &- busySince[worker]
        average = average - average / 16 + took / 16
        busySince[worker] = 0
        finished[worker] &+= 1
        finishedInAll &+= 1
        guard let current = drainer, current != worker else { return take(worker) }
        let since = busySince[current]
        let hasFinishedNothing = finished[current] == finishedAtRole
        if hasFinishedNothing || score > 0 || since != 0 && now &- since > Self.stuckAfter { return take(worker) }
        return false
    }

    /// The worker begins a request.
    mutating func began(_ worker: Int, now: UInt64) { busySince[worker] = now }

    /// The worker goes to sleep.
    mutating func slept(_ worker: Int) {
        if drainer == worker { drainer = nil }
        idle.append(worker)
    }

    /// The worker was woken for nothing (the pool stops): it won't come back.
    mutating func left(_ worker: Int) {
        isWaking = false
        if drainer == worker { drainer = nil }
    }

    private mutating func take(_ worker: Int) -> Bool {
        if drainer != worker {
            drainer = worker
            finishedAtRole = finished[worker]
        }
        return true
    }
}
