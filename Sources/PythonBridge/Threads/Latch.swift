// @unchecked Sendable: the mutex guards `isOpen`; both pthread objects stay at their heap address until deinit.
#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A door that opens once, and that can be waited at with a deadline, for which Swift's standard library has nothing.
final class Latch: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var isOpen = false

    init() {
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        #if canImport(Darwin)
        pthread_cond_init(condition, nil)
        #else
        // Not the wall clock, which can be set.
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

    func open() {
        pthread_mutex_lock(mutex)
        isOpen = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    /// True once it is open, false if that takes longer than `limit`.
    func wait(within limit: Duration?) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard let limit else {
            while !isOpen { pthread_cond_wait(condition, mutex) }
            return true
        }
        let deadline = ContinuousClock.now + limit
        while !isOpen {
            let left = deadline - ContinuousClock.now
            if left <= .zero || !waitOnce(left) { return isOpen }
        }
        return true
    }

    private func waitOnce(_ left: Duration) -> Bool {
        let (seconds, attoseconds) = left.components
        let nanoseconds = Int(attoseconds / 1_000_000_000)
        #if canImport(Darwin)
        var relative = timespec(tv_sec: Int(seconds), tv_nsec: nanoseconds)
        return pthread_cond_timedwait_relative_np(condition, mutex, &relative) == 0
        #else
        var until = timespec()
        clock_gettime(CLOCK_MONOTONIC, &until)
        until.tv_sec += Int(seconds)
        until.tv_nsec += nanoseconds
        if until.tv_nsec >= 1_000_000_000 {
            until.tv_nsec -= 1_000_000_000
            until.tv_sec += 1
        }
        return pthread_cond_timedwait(condition, mutex, &until) == 0
        #endif
    }
}
