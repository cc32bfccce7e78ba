#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A lock around a value, with the interface of `Synchronization.Mutex`, on a pthread mutex.
///
/// Not that one, because on Linux it holds the kernel's number of the thread, remembered from the thread's first use of any:
/// in a forked process the main thread goes on with its parent's number, and the first time that two threads meet at a lock
/// of its (in a worker of gunicorn with `--preload`, of uWSGI, of our own supervisor) the process ends by a trap. And Thread
/// Sanitizer, which doesn't see into the standard library, would report all that such a lock guards.
package struct Guarded<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let value: UnsafeMutablePointer<Value>

    /// Takes `initialValue` over.
    package init(_ initialValue: consuming sending Value) {
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        value = .allocate(capacity: 1)
        value.initialize(to: initialValue)
    }

    deinit {
        value.deinitialize(count: 1)
        value.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` with the lock held, which must not take it again.
    package borrowing func withLock<Result: ~Copyable, E: Error>(
        _ body: (inout sending Value) throws(E) -> sending Result
    ) throws(E) -> sending Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value.pointee)
    }
}
