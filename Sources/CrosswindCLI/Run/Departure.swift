import Logging
import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The end while threads are still in the application: they would find the interpreter gone under their feet, so it is not
/// finalised.
enum Departure {
    /// Runs the application's exit functions beside those threads, for `limit` at most, and ends the process. Detached.
    static func leave(_ code: Int32, within limit: Duration, _ logger: Logger) -> Never {
        if !PythonRuntime.leave(within: limit) {
            logger.warning("the application's exit functions (atexit) took longer than \(limit); ending without them")
        }
        PidFile.release()
        fflush(nil)
        _exit(code)
    }
}
