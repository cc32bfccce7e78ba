#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A mutex with a condition: what `Synchronization` lacks for a thread that sleeps until there is something to do. Usable
/// before a fork, and without Dispatch.
///
/// Sendable because all of its state is the two pthread objects, which may be used from any thread.
package final class Monitor: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init() {
        pthread_mutex_init(mutex, nil)
        #if canImport(Darwin)
        pthread_cond_init(condition, nil)
        #else
        // Waits are by the clock that nobody sets.
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
        #endif
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Runs `body` with the lock held.
    package func locked<T>(_ body: () -> T) -> T {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }

    /// Sleeps until woken, with the lock given back meanwhile; to be called with it held, in a loop.
    package func wait() { pthread_cond_wait(condition, mutex) }

    /// Sleeps until woken or until `deadline` (nanoseconds of `now`); to be called with the lock held, in a loop.
    package func wait(until deadline: UInt64) {
        #if canImport(Darwin)
        let now = Self.now
        var span = timespec(nanoseconds: deadline > now ? deadline - now : 0)
        pthread_cond_timedwait_relative_np(condition, mutex, &span)
        #else
        var moment = timespec(nanoseconds: deadline)
        pthread_cond_timedwait(condition, mutex, &moment)
        #endif
    }

    /// Wakes one sleeper, if there is one.
    package func wakeOne() { pthread_cond_signal(condition) }

    /// Wakes all sleepers.
    package func wake() { pthread_cond_broadcast(condition) }

    /// Nanoseconds of a clock that only goes forward.
    package static var now: UInt64 {
        var moment = timespec()
        clock_gettime(CLOCK_MONOTONIC, &moment)
        return UInt64(moment.tv_sec) &* 1_000_000_000 &+ UInt64(moment.tv_nsec)
    }

    /// The moment `limit` from now; one that a clock can't reach is as good as never.
    package static func deadline(after limit: Duration) -> UInt64 {
        let (seconds, attoseconds) = limit.components
        guard seconds >= 0, attoseconds >= 0 else { return now }
        return now &+ UInt64(min(seconds, 1 << 32)) &* 1_000_000_000 &+ UInt64(attoseconds / 1_000_000_000)
    }
}

extension timespec {
    fileprivate init(nanoseconds: UInt64) {
        self.init()
        tv_sec = .init(nanoseconds / 1_000_000_000)
        tv_nsec = .init(nanoseconds % 1_000_000_000)
    }
}
