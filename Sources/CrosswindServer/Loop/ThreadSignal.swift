#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Wakes one sleeping thread: a semaphore of at most one permit.
///
/// A plain mutex and condition: usable before a fork, from any thread, without Dispatch. They guard the flag, hence
/// unchecked.
package final class ThreadSignal: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var isSet = false

    package init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        #if os(Linux)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        #endif
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Lets the waiting thread, or the next to wait, go on.
    package func signal() {
        pthread_mutex_lock(mutex)
        isSet = true
        pthread_mutex_unlock(mutex)
        // After the unlock: a woken thread that finds the mutex taken would go straight back to sleep.
        pthread_cond_signal(condition)
    }

    /// Sleeps until signalled.
    package func wait() {
        pthread_mutex_lock(mutex)
        while !isSet { pthread_cond_wait(condition, mutex) }
        isSet = false
        pthread_mutex_unlock(mutex)
    }

    /// Sleeps until signalled or for `nanoseconds`; whether it was signalled.
    package func wait(nanoseconds: UInt64) -> Bool {
        var until = timespec()
        #if os(Linux)
        clock_gettime(CLOCK_MONOTONIC, &until)
        #else
        clock_gettime(CLOCK_REALTIME, &until)
        #endif
        let total = UInt64(until.tv_nsec) + nanoseconds
        until.tv_sec += Int(total / 1_000_000_000)
        until.tv_nsec = Int(total % 1_000_000_000)
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !isSet {
            if pthread_cond_timedwait(condition, mutex, &until) == ETIMEDOUT { break }
        }
        defer { isSet = false }
        return isSet
    }
}
