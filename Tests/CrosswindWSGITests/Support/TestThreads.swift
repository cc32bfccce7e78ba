import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Runs `body` on a plain thread of its own.
func inTestThread(_ body: @escaping @Sendable () -> Void) {
    do throws(PythonThread.SpawnError) {
        _ = try PythonThread.spawn(name: "test") { _ in body() }
    } catch {
        preconditionFailure("\(error)")
    }
}

/// Waits until `condition` holds, at most twenty seconds.
func soon(_ condition: () -> Bool) -> Bool {
    for _ in 0..<4000 {
        if condition() { return true }
        usleep(5_000)
    }
    return condition()
}
