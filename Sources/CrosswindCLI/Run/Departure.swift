import CrosswindThreads
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
    /// However it goes, the process ends after that time: what is still to be done wants Python, and native code may hold that
    /// for good; or it asks an event loop that hangs.
    static func noLater(than limit: Duration, _ code: Int32) {
        let seconds = UInt32(clamping: limit.components.seconds)
        _ = BackgroundThread.start {
            BackgroundThread.nameThisThread("crosswind-end")
            sleep(seconds)
            PidFile.release()
            _exit(code)
        }
    }

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
