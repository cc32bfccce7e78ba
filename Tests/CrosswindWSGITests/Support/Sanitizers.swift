#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the test process runs under.
enum Sanitizers {
    /// Whether Thread Sanitizer watches. It doesn't see that `Synchronization.Mutex` orders anything: on Linux that is a
    /// futex inside the standard library, which is not instrumented. So it reports whatever the pool's lock guards or hands
    /// over from one thread to the next.
    static let thread = dlsym(dlopen(nil, RTLD_NOW), "__tsan_init") != nil
}
