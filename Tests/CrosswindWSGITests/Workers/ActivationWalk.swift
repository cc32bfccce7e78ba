@testable import CrosswindWSGI

/// A pool without threads: requests come at random, take a random time, and workers wait at random for the GIL. Follows
/// `WorkerPool` step by step, its watch included.
struct ActivationWalk {
    private enum Worker: Equatable {
        case asleep
        case attaching(since: UInt64, until: UInt64)
        case busy(until: UInt64)
    }

    private var random: RandomBits
    private var activation: Activation
    private var workers: [Worker]
    private var waiting = 0
    private var watchAt: UInt64?
    private let slowest: UInt64
    private(set) var now: UInt64 = 1
    private(set) var finished = 0
    private(set) var failures: [String] = []

    init(seed: UInt64) {
        random = RandomBits(seed: seed)
        let count = Int(1 + random.next() % 8)
        slowest = [10_000, 200_000, 3_000_000, 50_000_000][Int(random.next() % 4)]
        activation = Activation(workers: count, switchInterval: 5_000_000)
        workers = Array(repeating: .asleep, count: count)
        for worker in 0..<count { activation.slept(worker) }
    }

    mutating func run(requests: Int) {
        var toCome = requests
        var nextArrival = now
        // Far beyond what the slowest walk takes; one that stops making progress fails.
        let end: UInt64 = 600_000_000_000
        while finished < requests, now < end, failures.isEmpty {
            var next = toCome > 0 ? nextArrival : UInt64.max
            if let watchAt { next = min(next, watchAt) }
            for worker in workers {
                switch worker {
                case .asleep: break
                case .attaching(_, let until), .busy(let until): next = min(next, until)
                }
            }
            if next == .max { return failures.append("\(waiting) requests wait, and nothing will ever happen") }
            now = max(now, next)
            if toCome > 0, nextArrival <= now {
                let batch = min(toCome, Int(1 + random.next() % 5))
                toCome -= batch
                nextArrival = now + random.next() % (slowest * 2)
                submit(batch)
            }
            if let due = watchAt, due <= now { look() }
            for index in workers.indices { proceed(index) }
            check()
        }
    }

    private mutating func submit(_ count: Int) {
        waiting += count
        let wake = activation.pick(now: now)
        if let wake { awaken(wake) }
        if waiting > (wake == nil ? 0 : 1), watchAt == nil { watchAt = now + 4_000_000 }
    }

    private mutating func look() {
        guard waiting > 0 else {
            watchAt = nil
            return
        }
        if let wake = activation.pick(now: now) { awaken(wake) }
        watchAt = now + 4_000_000
    }

    private mutating func awaken(_ index: Int) {
        if workers[index] != .asleep { failures.append("worker \(index) was woken, but isn't asleep") }
        workers[index] = .attaching(
            since: now, until: now + random.next() % (random.next() % 2 == 0 ? 100_000 : 10_000_000))
    }

    private mutating func proceed(_ index: Int) {
        switch workers[index] {
        case .attaching(let since, let until) where until <= now:
            take(index, activation.arrived(index, attaching: now - since, now: now))
        case .busy(let until) where until <= now:
            finished += 1
            take(index, activation.returned(index, now: now))
        default: break
        }
    }

    private mutating func take(_ index: Int, _ may: Bool) {
        guard may, waiting > 0 else {
            activation.slept(index)
            workers[index] = .asleep
            return
        }
        waiting -= 1
        activation.began(index, now: now)
        workers[index] = .busy(until: now + 1 + random.next() % slowest)
    }

    private mutating func check() {
        let asleep = workers.indices.filter { workers[$0] == .asleep }
        if activation.idle.sorted() != asleep { failures.append("idle \(activation.idle), asleep \(asleep)") }
        let attaching = workers.filter { if case .attaching = $0 { true } else { false } }.count
        if attaching > 1 { failures.append("\(attaching) are waking at once") }
        if activation.isWaking != (attaching == 1) { failures.append("isWaking is wrong") }
        if let drainer = activation.drainer, workers[drainer] == .asleep { failures.append("the drainer sleeps") }
        if waiting > 0, asleep.count == workers.count { failures.append("work waits and all sleep") }
        if waiting > 0, attaching == 0, watchAt == nil, activation.drainer == nil, !asleep.isEmpty {
            failures.append("work waits and nobody is responsible")
        }
    }
}

/// SplitMix64: the same walk for the same seed, everywhere.
struct RandomBits {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
