// Unsafe: a page that a supervisor and its worker share, made before the fork and unmapped by each for itself. All that
// stands in it are atomics.
import CrosswindServer
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A worker's sign of life: a counter for each of its event loops, which the loop moves on and the supervisor reads.
///
/// A worker that is stopped (SIGSTOP), or whose event loop hangs, still holds its connections and may have the kernel's
/// queue hand it more; only that nothing moves tells.
final class Pulse: @unchecked Sendable {
    private let beats: UnsafeMutablePointer<Atomic<UInt64>>
    private let count: Int
    private let size: Int

    /// For so many loops; nil when there is no memory.
    init?(loops: Int) {
        count = loops
        size = max(1, loops) * MemoryLayout<Atomic<UInt64>>.stride
        let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
        guard let memory, memory != MAP_FAILED else { return nil }
        beats = memory.bindMemory(to: Atomic<UInt64>.self, capacity: loops)
        for loop in 0..<loops { (beats + loop).initialize(to: Atomic(0)) }
    }

    deinit { munmap(beats, size) }

    /// In the worker: the loops of `server` beat so often that `timeout` holds several.
    func start(_ server: HTTPServer, within timeout: Duration) {
        guard timeout > .zero else { return }
        server.repeatOnLoops(every: max(.milliseconds(50), min(.seconds(1), timeout / 8))) { [self] loop in
            beats[loop].add(1, ordering: .relaxed)
        }
    }

    /// In the supervisor: the counters as they stand.
    var now: [UInt64] { (0..<count).map { beats[$0].load(ordering: .relaxed) } }
}

/// How long a worker's loops have been silent, as far as the supervisor was awake to hear them: when the whole machine or
/// container was frozen nobody is to blame.
struct Silence {
    private var last: [UInt64] = []
    private var lasting: [Duration] = []

    /// The longest silence, after `elapsed` more.
    mutating func listen(_ pulse: Pulse, _ elapsed: Duration) -> Duration {
        let now = pulse.now
        guard last.count == now.count else {
            (last, lasting) = (now, now.map { _ in .zero })
            return .zero
        }
        for loop in now.indices {
            lasting[loop] = now[loop] == last[loop] ? lasting[loop] + min(elapsed, .seconds(1)) : .zero
        }
        last = now
        return lasting.max() ?? .zero
    }
}
