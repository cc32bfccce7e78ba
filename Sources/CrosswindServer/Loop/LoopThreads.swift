import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The threads that event loops run on.
enum LoopThreads {
    private static let loops = Mutex<[any EventLoop]>([])

    /// The process's loops, `count` or more of them, made on first use. Threads start here and not at load time: a
    /// pre-forking host may fork between the two.
    static func shared(atLeast count: Int) -> [any EventLoop] {
        loops.withLock { loops in
            if loops.count < count { loops += make(count - loops.count) }
            return loops
        }
    }

    private static func make(_ count: Int) -> [any EventLoop] {
        // Threads inherit the mask. With every signal blocked here they all reach the process's main thread, where
        // Python wants them.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: count)
        let fresh = Array(group.makeIterator())
        for loop in fresh { try? loop.submit { yieldToWorkers() }.wait() }
        return fresh
    }

    /// Keeps a waking loop from preempting a Python worker on the same core.
    ///
    /// A worker answers its requests one by one, and each answer may bring the next request at once. If the loop took
    /// the core for each of them, a batch would shrink to one request and two context switches. A SCHED_BATCH thread
    /// does not preempt others when it wakes (Linux, sched(7)); with a core to itself it runs as before.
    private static func yieldToWorkers() {
        #if os(Linux)
        var parameters = sched_param()
        parameters.sched_priority = 0
        // sched.h's SCHED_BATCH, which the overlay doesn't import.
        pthread_setschedparam(pthread_self(), 3, &parameters)
        #endif
    }
}
