// Unsafe: a page that a supervisor and its worker share, made before the fork and unmapped by each for itself. All that
// stands in it are atomics.
import CrosswindServer
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A process's sign of life, for whoever watches it (``Silence``): a counter for each of its event loops, which the loop moves
/// on, and one that moves on when Python could be entered. In memory that a worker shares with its supervisor.
///
/// A worker that is stopped (SIGSTOP), or whose event loop hangs, still holds its connections and may have the kernel's
/// queue hand it more; only that nothing moves tells.
final class Pulse: @unchecked Sendable {
    /// Python's counter, then for each loop its counter and the number of requests that it has answered.
    private let words: UnsafeMutablePointer<Atomic<UInt64>>
    private let loops: Int
    private let size: Int

    /// For so many loops; nil when there is no memory.
    init?(loops: Int) {
        self.loops = loops
        let count = 1 + 2 * loops
        size = count * MemoryLayout<Atomic<UInt64>>.stride
        let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
        guard let memory, memory != MAP_FAILED else { return nil }
        words = memory.bindMemory(to: Atomic<UInt64>.self, capacity: count)
        for word in 0..<count { (words + word).initialize(to: Atomic(0)) }
    }

    deinit { munmap(words, size) }

    // MARK: the process that is watched

    /// The loops of `server` beat, from now on.
    func start(_ server: HTTPServer, every pause: Duration) {
        server.repeatOnLoops(every: pause) { [self] loop, answered in beat(loop, answered: answered) }
    }

    /// One loop has turned, or whatever a process that has none does instead.
    func beat(_ loop: Int, answered: Int) {
        words[2 + 2 * loop].store(UInt64(clamping: answered), ordering: .relaxed)
        words[1 + 2 * loop].add(1, ordering: .relaxed)
    }

    /// Python was entered. Nobody minds its silence before the first time.
    func beatOfPython() { words[0].add(1, ordering: .relaxed) }

    // MARK: who watches

    /// The loops' counters as they stand.
    var turns: [UInt64] { (0..<loops).map { words[1 + 2 * $0].load(ordering: .relaxed) } }

    /// Python's; 0 while it isn't looked after.
    var entries: UInt64 { words[0].load(ordering: .relaxed) }

    /// Requests that were answered by the time of the last beats.
    var answered: Int { (0..<loops).reduce(0) { $0 + Int(clamping: words[2 + 2 * $1].load(ordering: .relaxed)) } }
}

extension CommandOptions {
    /// How often a process is to show that it responds; nil when nobody wants to know.
    var beat: Duration? {
        let timeout = workerTimeout > .zero ? workerTimeout : nil
        let status = service == nil ? nil : Duration.seconds(40)
        guard let shortest = [timeout, service?.watchdog, status].compactMap({ $0 }).min() else { return nil }
        return max(.milliseconds(50), min(.seconds(5), shortest / 8))
    }
}
