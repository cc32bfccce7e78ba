#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Whether an event loop's thread preempts the Python workers on its core when it wakes (Linux; elsewhere nothing here does
/// anything).
///
/// A worker answers its requests one by one, and each answer may bring the next request at once. If the loop took the core
/// for each of them, a batch would shrink to one request and two context switches. So while requests wait for workers
/// anyway, the loop's thread runs under SCHED_BATCH, whose threads don't preempt others when they wake (sched(7)). While
/// each request finds a worker it runs under SCHED_OTHER: on a core where others compute, a thread that never preempts waits
/// for the end of their slices, which made of a round trip's microseconds several milliseconds.
///
/// Confined to the loop's thread.
struct LoopPace {
    /// So many more turns that found requests waiting than turns that found none change the policy, and back. A change is a
    /// system call.
    private static let threshold = 16

    private var score = 0
    private(set) var yields = false
    private var isIdle = false

    /// A turn's requests were handed on. `crowded`: they, or others before them, have to wait for a worker.
    mutating func submitted(crowded: Bool) {
        isIdle = false
        if crowded {
            guard score < Self.threshold else { return }
            score += 1
            if score == Self.threshold, !yields { set(true) }
        } else if score > 0 {
            score -= 1
            if score == 0, yields { set(false) }
        }
    }

    /// Now and then: a burst is over when nothing came between two calls.
    mutating func tick() {
        if isIdle { calm() }
        isIdle = true
    }

    /// Nobody is connected any more.
    mutating func calm() {
        score = 0
        if yields { set(false) }
    }

    private mutating func set(_ yields: Bool) {
        self.yields = yields
        #if os(Linux)
        var parameters = sched_param()
        parameters.sched_priority = 0
        // sched.h's SCHED_BATCH and SCHED_OTHER, which the overlay doesn't import. Where a sandbox forbids it all stays as
        // it was.
        pthread_setschedparam(pthread_self(), yields ? 3 : 0, &parameters)
        #endif
    }
}
