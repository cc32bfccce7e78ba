import CrosswindServer
import CrosswindThreads
import PythonBridge
import Synchronization

/// The threads that run Python, and the one queue they share.
///
/// Threads take requests one at a time: a private batch would be held up by its own slow member. Which of them run is
/// ``Activation``'s business; this is the part with threads in it.
final class WorkerPool: ExchangeQueue {
    private struct State: ~Copyable {
        var activation: Activation
        var first: UInt = 0
        var last: UInt = 0
        var waiting = 0
        var isStopping = false
        /// Threads whose application was given up and hasn't come back.
        var lost: Set<Int> = []
        /// Requests that were finished when the watch last looked.
        var finishedAtLook: UInt64 = 0
        /// Threads there are, lost or not.
        var count: Int
    }

    private let state: Guarded<State>
    private let signals: [ThreadSignal]
    private let depth: Int
    private let lengthChanged: (@Sendable (Int) -> Void)?
    private let threads = Guarded<[PythonThread]>([])
    private let watch: Watch
    private let servers = Guarded<[WorkerServer]>([])
    private let silence = Guarded(Silence())
    private let makeServer: @Sendable (Int) -> WorkerServer
    /// So many are wanted, and may take the place of lost ones.
    private let wanted: Int

    /// `count` threads (1...256), started at once, each calling `serve` for its requests. `depth` requests may wait;
    /// `lengthChanged` hears how many do, with the lock held.
    init(
        count: Int, depth: Int, switchInterval: UInt64, watch: Watch, lengthChanged: (@Sendable (Int) -> Void)? = nil,
        makeServer: @escaping @Sendable (Int) -> WorkerServer
    ) throws(PythonThread.SpawnError) {
        self.watch = watch
        self.depth = depth
        self.lengthChanged = lengthChanged
        self.makeServer = makeServer
        wanted = count
        signals = (0..<2 * count).map { _ in ThreadSignal() }
        state = Guarded(
            State(activation: Activation(workers: 2 * count, switchInterval: switchInterval), count: count))
        for index in 0..<count { try start(index) }
        try watch.start { [unowned self] in reconsider() }
    }

    private func start(_ index: Int) throws(PythonThread.SpawnError) {
        let server = makeServer(index)
        let thread = try PythonThread.spawn(name: "crosswind-py-\(index)", stackSize: 8 << 20) { [self] seat in
            work(index, &seat, server)
        }
        servers.withLock { $0.append(server) }
        threads.withLock { $0.append(thread) }
    }

    /// Requests that wait for a thread.
    var waiting: Int { state.withLock { $0.waiting } }

    /// What the threads are doing now.
    var live: [PythonWorkerThread] { servers.withLock { $0 }.map { $0.live.look() } }

    /// Requests that were begun, ever.
    var served: UInt64 { servers.withLock { $0 }.reduce(0) { $0 + $1.live.served.load(ordering: .relaxed) } }

    /// Whether one more would be refused.
    var isFull: Bool { state.withLock { $0.isStopping || $0.waiting >= depth } }

    // MARK: the loop's side

    func submit(first: Unmanaged<HTTPExchange>, last: Unmanaged<HTTPExchange>, count: Int) -> Bool {
        let now = monotonicNanoseconds()
        var refused: UInt = 0
        let (wake, arm, crowded): (Int?, Bool, Bool) = state.withLock { state in
            let crowded = state.waiting > 0 || count > 1
            var accepted = count
            var end = last
            if state.isStopping || state.waiting + count > depth {
                accepted = state.isStopping ? 0 : max(0, depth - state.waiting)
                var tail: Unmanaged<HTTPExchange>?
                var rest = Self.address(first)
                for _ in 0..<accepted {
                    tail = Self.exchange(rest)
                    rest = tail!._withUnsafeGuaranteedRef { $0.link }
                }
                refused = rest
                tail?._withUnsafeGuaranteedRef { $0.link = 0 }
                if let tail { end = tail }
            }
            if accepted > 0 {
                if state.last == 0 {
                    state.first = Self.address(first)
                } else {
                    Self.exchange(state.last)!._withUnsafeGuaranteedRef { $0.link = Self.address(first) }
                }
                state.last = Self.address(end)
                state.waiting += accepted
                lengthChanged?(state.waiting)
            }
            let wake = state.waiting > 0 ? state.activation.pick(now: now) : nil
            return (wake, state.waiting > (wake == nil ? 0 : 1), crowded)
        }
        if let wake { signals[wake].signal() }
        if arm { watch.arm() }
        while let exchange = Self.exchange(refused) {
            exchange._withUnsafeGuaranteedRef {
                refused = $0.link
                $0.refuseAsOverloaded()
            }
        }
        return crowded
    }

    /// The watch's turn: does a stuck worker need company?
    private func reconsider() -> Watch.Finding {
        let now = monotonicNanoseconds()
        var isExposed = false
        for server in servers.withLock({ $0 }) where server.exposure.look(now: now) { isExposed = true }
        let (wake, found): (Int?, Watch.Finding) = state.withLock { state in
            guard state.waiting > 0 else { return (nil, .nothing) }
            let finished = state.activation.finishedInAll
            defer { state.finishedAtLook = finished }
            return (state.activation.pick(now: now), finished == state.finishedAtLook ? .delay : .progress)
        }
        if let wake { signals[wake].signal() }
        return isExposed || wake != nil ? .delay : found
    }

    // MARK: the workers' side

    private func work(_ index: Int, _ seat: inout PythonThread.Seat, _ server: WorkerServer) {
        NativeThread.unblockSignals()
        server.live.belongsToThisThread()
        state.withLock { $0.activation.slept(index) }
        while true {
            signals[index].wait()
            if state.withLock({ $0.isStopping && $0.waiting == 0 }) { break }
            let before = monotonicNanoseconds()
            seat.attach { (python: inout Python) in
                var now = monotonicNanoseconds()
                var next = take(index, arriving: now &- before, now: now)
                while let exchange = next {
                    server.serve(exchange, now: now, &python)
                    if server.isLost { found(index, server) }
                    python.releasePending()
                    now = monotonicNanoseconds()
                    next = take(index, arriving: nil, now: now)
                }
            }
        }
        seat.attach { (python: inout Python) in server.retire(&python) }
    }

    /// The next request for a worker, or nil: then it is on the idle list already and must go to sleep.
    private func take(_ index: Int, arriving: UInt64?, now: UInt64) -> Unmanaged<HTTPExchange>? {
        state.withLock { state in
            let may =
                if let arriving {
                    state.activation.arrived(index, attaching: arriving, now: now)
                } else {
                    state.activation.returned(index, now: now)
                }
            // A pool that stops is emptied by all who are awake, and nobody counts as idle again.
            guard may || state.isStopping, let exchange = Self.exchange(state.first) else {
                if state.isStopping {
                    state.activation.left(index)
                    // Each sleeper was woken once; one that falls asleep after that wakes itself.
                    signals[index].signal()
                } else {
                    state.activation.slept(index)
                }
                return nil
            }
            exchange._withUnsafeGuaranteedRef { exchange in
                state.first = exchange.link
                if state.first == 0 { state.last = 0 }
                exchange.link = 0
                if exchange.startedAt != 0 { Self.time(exchange, taken: now, attaching: arriving ?? 0) }
            }
            state.waiting -= 1
            lengthChanged?(state.waiting)
            state.activation.began(index, now: now)
            return exchange
        }
    }

    /// Of the time that a request has waited, that in which the thread which takes it was on its way to the GIL is its wait
    /// for that.
    private static func time(_ exchange: HTTPExchange, taken now: UInt64, attaching: UInt64) {
        let waited = now &- exchange.startedAt
        exchange.takenAt = now
        exchange.times.ran = true
        exchange.times.gil = min(attaching, waited)
        exchange.times.queue = waited &- exchange.times.gil
    }

    // MARK: applications that take too long

    /// Answers what applications have been at for `limit` nanoseconds without doing anything, in their place, and puts other
    /// threads in the place of theirs, at most as many as were wanted at first. To be called now and then, detached.
    func abandon(silentFor limit: UInt64) -> [AbandonedRequest] {
        let now = monotonicNanoseconds()
        var given: [AbandonedRequest] = []
        for server in servers.withLock({ $0 }) {
            let index = server.index
            let moment = silence.withLock { $0.seen(index, at: server.turn.look(), now: now, limit: limit) }
            // Counted first: the application may come back at any time.
            guard let moment else { continue }
            state.withLock { _ = $0.lost.insert(index) }
            if let one = server.abandon(moment) {
                given.append(one)
            } else {
                state.withLock { _ = $0.lost.remove(index) }
            }
        }
        if !given.isEmpty { replaceLost() }
        return given
    }

    /// Threads that can take requests: those that are not lost.
    var usable: Int { state.withLock { $0.count - $0.lost.count } }

    private func replaceLost() {
        while true {
            let next: Int? = state.withLock { state in
                guard !state.isStopping, state.count - state.lost.count < wanted, state.count < 2 * wanted else {
                    return nil
                }
                state.count += 1
                return state.count - 1
            }
            guard let next else { return }
            guard (try? start(next)) != nil else { return state.withLock { $0.count -= 1 } }
        }
    }

    /// A lost thread's application has come back.
    private func found(_ index: Int, _ server: WorkerServer) {
        server.live.forget()
        state.withLock { _ = $0.lost.remove(index) }
    }

    // MARK: stopping

    /// Lets the threads finish what they have and what waits, for `limit` at most; how many didn't come back.
    ///
    /// The caller must not be attached to Python.
    func stop(within limit: Duration) -> Int {
        state.withLock { $0.isStopping = true }
        for signal in signals { signal.signal() }
        let deadline = ContinuousClock.now + limit
        var stuck = 0
        let lost = state.withLock { $0.lost }
        let all = threads.withLock { $0 }
        for (index, thread) in all.enumerated() where !lost.contains(index) {
            if !thread.join(within: max(.zero, deadline - .now)) { stuck += 1 }
        }
        // Nobody waits for what these do.
        let last = min(deadline, .now + .milliseconds(500))
        for index in lost where !all[index].join(within: max(.zero, last - .now)) { stuck += 1 }
        watch.stop()
        return stuck
    }

    private static func address(_ exchange: Unmanaged<HTTPExchange>) -> UInt { UInt(bitPattern: exchange.toOpaque()) }

    private static func exchange(_ link: UInt) -> Unmanaged<HTTPExchange>? {
        UnsafeRawPointer(bitPattern: link).map { Unmanaged.fromOpaque($0) }
    }
}
