internal import CrosswindThreads

/// A thread of our own that Python code runs on.
///
/// It is a plain pthread: Swift's cooperative pool must not block, and a process that still wants to fork must not have
/// started it. All signals are blocked in it, so that they reach the main thread, where Python handles them. It keeps one
/// Python thread state from its first attach to its end, which makes attaching cheap and `threading.local` persistent.
public final class PythonThread: Sendable {
    /// What ran out or was refused when a thread could not be started.
    public struct SpawnError: Error, Sendable, CustomStringConvertible {
        /// The system's error number.
        public let code: Int32

        /// One line, with what to do about it.
        public var description: String {
            "cannot start a thread (error \(code)): raise the limit on processes and threads (ulimit -u, pids.max)"
        }
    }

    private let native: NativeThread

    private init(native: NativeThread) {
        self.native = native
    }

    /// Starts a thread and runs `body` on it, detached. From any thread; the runtime need not be started yet.
    ///
    /// - Parameters:
    ///   - name: shown by `ps` and debuggers; Linux keeps 15 bytes.
    ///   - stackSize: in bytes; nil for the system's default. Python's recursion limit wants several megabytes.
    ///   - body: has the ``Seat`` through which the thread attaches.
    public static func spawn(
        name: String, stackSize: Int? = nil, _ body: @escaping @Sendable (inout Seat) -> Void
    ) throws(SpawnError) -> PythonThread {
        do throws(NativeThread.Refusal) {
            return PythonThread(
                native: try NativeThread.start(name: name, stackSize: stackSize) {
                    var seat = Seat()
                    body(&seat)
                    seat.leave()
                })
        } catch {
            throw SpawnError(code: error.code)
        }
    }

    /// Waits for the thread's end. Detached, or the thread may never get to it. One caller only.
    public func join() { _ = native.join(within: nil) }

    /// Waits for the thread's end for at most `limit`. False when it is still busy then: it is left to itself, and must not
    /// be counted on again.
    public func join(within limit: Duration) -> Bool { native.join(within: limit) }
}
