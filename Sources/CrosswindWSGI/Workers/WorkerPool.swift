import CrosswindServer
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
    }

    private let state: Mutex<State>
    private let signals: [ThreadSignal]
    private let depth: Int
    private let threads = Mutex<[PythonThread]>([])
    private let watch: Watch
    private let exposures = Mutex<[Exposure]>([])

    /// `count` threads (1...256), started at once, each calling `serve` for its requests. `depth` requests may wait.
    init(
        count: Int, depth: Int, switchInterval: UInt64, watch: Watch,
        makeServer: @escaping @Sendable (Int) -> WorkerServer
    ) throws(PythonThread.SpawnError) {
        self.watch = watch
        self.depth = depth
        signals = (0..<count).map { _ in ThreadSignal() }
        state = Mutex(State(activation: Activation(workers: count, switchInterval: switchInterval)))
        for index in 0..<count {
            let server = makeServer(index)
            exposures.withLock { $0.append(server.exposure) }
            let thread = try PythonThread.spawn(name: "crosswind-py-\(index)", stackSize: 8 << 20) { [self] seat in
                work(index, &seat, server)
            }
            threads.withLock { $0.append(thread) }
        }
        try watch.start { [unowned self] in reconsider() }
    }

    /// Requests that wait for a thread.
    var waiting: Int { state.withLock { $0.waiting } }

    // MARK: the loop's side

    func submit(first: Unmanaged<HTTPExchange>, last: Unmanaged<HTTPExchange>, count: Int) {
        let now = monotonicNanoseconds()
        var refused: UInt = 0
        let (wake, arm): (Int?, Bool) = state.withLock { state in
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
            }
            let wake = state.waiting > 0 ? state.activation.pick(now: now) : nil
            return (wake, state.waiting > (wake == nil ? 0 : 1))
        }
        if let wake { signals[wake].signal() }
        if arm { watch.arm() }
        while let exchange = Self.exchange(refused) {
            exchange._withUnsafeGuaranteedRef {
                refused = $0.link
                $0.refuseAsOverloaded()
            }
        }
    }

    /// The watch's turn: does a stuck worker need company? False when nothing waits any more.
    private func reconsider() -> Bool {
        let now = monotonicNanoseconds()
        var isExposed = false
        for exposure in exposures.withLock({ $0 }) where exposure.look(now: now) { isExposed = true }
        let (wake, more): (Int?, Bool) = state.withLock { state in
            guard state.waiting > 0 else { return (nil, false) }
            return (state.activation.pick(now: now), true)
        }
        if let wake { signals[wake].signal() }
        return more || isExposed
    }

    // MARK: the workers' side

    private func work(_ index: Int, _ seat: inout PythonThread.Seat, _ server: WorkerServer) {
        state.withLock { $0.activation.slept(index) }
        while true {
            signals[index].wait()
            if state.withLock({ $0.isStopping && $0.waiting == 0 }) { break }
            let before = monotonicNanoseconds()
            seat.attach { (python: inout Python) in
                let now = monotonicNanoseconds()
                var next = take(index, arriving: now &- before, now: now)
                while let exchange = next {
                    server.serve(exchange, &python)
                    python.releasePending()
                    next = take(index, arriving: nil, now: monotonicNanoseconds())
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
                if exchange.startedAt != 0 { exchange.queuedFor = now &- exchange.startedAt }
            }
            state.waiting -= 1
            state.activation.began(index, now: now)
            return exchange
        }
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
        for thread in threads.withLock({ $0 }) {
            if !thread.join(within: max(.zero, deadline - .now)) { stuck += 1 }
        }
        watch.stop()
        return stuck
    }

    private static func address(_ exchange: Unmanaged<HTTPExchange>) -> UInt { UInt(bitPattern: exchange.toOpaque()) }

    private static func exchange(_ link: UInt) -> Unmanaged<HTTPExchange>? {
        UnsafeRawPointer(bitPattern: link).map { Unmanaged.fromOpaque($0) }
    }
}
