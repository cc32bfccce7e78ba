/// What an ``IOLoop`` or a ``ThreadPoolExecutor`` can't do.
public struct IOLoopError: Error, Sendable, Hashable, CustomStringConvertible {
    private enum Code: Hashable {
        case timedOut, stopped, closed, executorShutdown
        case signalTaken(Int32)
        case signalNotCatchable(Int32)
    }
    private let code: Code

    /// The work that ``IOLoop/runSync(timeout:_:)`` ran took too long (Tornado: `tornado.util.TimeoutError`).
    public static let timedOut = Self(code: .timedOut)
    /// ``IOLoop/stop()`` came before the work that ``IOLoop/runSync(timeout:_:)`` ran was done.
    public static let stopped = Self(code: .stopped)
    /// The loop was closed.
    public static let closed = Self(code: .closed)
    /// The thread pool was shut down.
    public static let executorShutdown = Self(code: .executorShutdown)
    /// The signal belongs to the `crosswind` command, which stops the server with it.
    public static func signalTaken(_ number: Int32) -> Self { Self(code: .signalTaken(number)) }
    /// No program can handle that signal, or not by a callback.
    public static func signalNotCatchable(_ number: Int32) -> Self { Self(code: .signalNotCatchable(number)) }

    /// What happened, and what to do about it.
    public var description: String {
        switch code {
        case .timedOut: "the operation took longer than its timeout"
        case .stopped: "the loop was stopped before the operation was done"
        case .closed: "the loop is closed"
        case .executorShutdown: "the thread pool was shut down; make another one"
        case .signalTaken(let number):
            "signal \(number) stops the server here; do what must be done at the end after its run() returns"
        case .signalNotCatchable(let number): "signal \(number) can't be handled by a callback"
        }
    }
}
