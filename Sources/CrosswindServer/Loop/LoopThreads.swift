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
    private static let groups = Mutex<[Int: MultiThreadedEventLoopGroup]>([:])

    /// The process's group of `count` loops, made on first use and never shut down. Threads start here and not at load
    /// time: a pre-forking host may fork between the two. SwiftNIO's listeners take no other kind of group.
    static func group(of count: Int) -> MultiThreadedEventLoopGroup {
        groups.withLock { groups in
            if let there = groups[count] { return there }
            let fresh = make(count)
            groups[count] = fresh
            return fresh
        }
    }

    private static func make(_ count: Int) -> MultiThreadedEventLoopGroup {
        // Threads inherit the mask. With every signal blocked here they all reach the process's main thread, where
        // Python wants them.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: count)
        for loop in group.makeIterator() { try? loop.submit { yieldToWorkers() }.wait() }
        return group
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
