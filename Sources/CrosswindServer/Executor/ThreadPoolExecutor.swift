import CrosswindThreads
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A bounded pool of threads for work that blocks (Python: `concurrent.futures.ThreadPoolExecutor`).
///
/// Threads start as they are needed, block all signals, and live until ``shutdown(wait:)``; a pool that was used lives as
/// long as its threads. Work beyond their number waits in line without a limit: what limits it is who asks, on a server
/// its connections.
///
/// As a task executor it may also be a task's preference: what that does between two suspensions runs on one of the
/// threads. The monitor guards everything, hence unchecked.
public final class ThreadPoolExecutor: TaskExecutor, @unchecked Sendable {
    /// The pool of ``IOLoop/runInExecutor(on:_:)`` unless another was set: five threads for each core that is online, as
    /// Tornado's.
    public static let shared = ThreadPoolExecutor(
        maxWorkers: 5 * max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))), threadName: "crosswind-pool")

    /// Threads at most.
    public let maxWorkers: Int
    private let threadName: String
    private let monitor = Monitor()
    private var jobs = CircularBuffer<UnownedJob>()
    private var threads = 0
    private var idle = 0
    private var isOver = false

    /// A pool of at most `maxWorkers` threads (1 or more), which are called `threadName` and a number.
    public init(maxWorkers: Int, threadName: String = "pool") {
        precondition(maxWorkers > 0, "a ThreadPoolExecutor needs at least one thread")
        self.maxWorkers = maxWorkers
        self.threadName = threadName
    }

    /// Whether ``shutdown(wait:)`` was called.
    public var isShutdown: Bool { monitor.locked { isOver } }

    /// Threads that it has now.
    public var threadCount: Int { monitor.locked { threads } }

    /// Takes no more work (``IOLoop/runInExecutor(on:_:)`` throws ``IOLoopError/executorShutdown``), finishes what is in line
    /// and ends the threads. `wait` blocks the calling thread until they have ended; that must not be one of theirs nor an
    /// event loop's.
    public func shutdown(wait: Bool = true) {
        monitor.locked {
            isOver = true
            monitor.wake()
            while wait, threads > 0 { monitor.wait() }
        }
    }

    /// From Swift's runtime: a task is ready to go on. Never refused, not after the shutdown either: a task that is never
    /// run again would keep whoever waits for it.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let wanted: Int? = monitor.locked {
            jobs.append(job)
            guard idle < jobs.count, threads < maxWorkers else {
                monitor.wakeOne()
                return nil
            }
            threads += 1
            return threads
        }
        guard let wanted, !startThread(wanted) else { return }
        // No thread to be had from the system. One that runs already will come to it; without any, it is this thread's.
        let stranded: UnownedJob? = monitor.locked {
            threads -= 1
            return threads == 0 ? jobs.popFirst() : nil
        }
        stranded?.runSynchronously(on: asUnownedTaskExecutor())
    }

    private func startThread(_ number: Int) -> Bool {
        BackgroundThread.start { [self] in
            BackgroundThread.nameThisThread("\(threadName)-\(number)")
            let executor = asUnownedTaskExecutor()
            while let job = next() { job.runSynchronously(on: executor) }
        }
    }

    /// The next piece of work; nil when the thread shall end.
    private func next() -> UnownedJob? {
        monitor.locked {
            while true {
                if let job = jobs.popFirst() { return job }
                if isOver {
                    threads -= 1
                    monitor.wake()
                    return nil
                }
                idle += 1
                monitor.wait()
                idle -= 1
            }
        }
    }
}
