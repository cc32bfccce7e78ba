public import CPythonABI

/// Proof that this thread is attached to the interpreter (on a build with a GIL: holds it).
///
/// There is no way to make one but ``attach(_:)``, ``PythonThread/Seat/attach(_:)`` and ``assumeAttached(_:)``, which lend it to a closure for
/// its duration. It cannot be copied, kept, or sent to another thread, and no `await` is possible while it exists. Every
/// handle depends on it, so the compiler rejects what would touch an object while detached.
@frozen
public struct Python: ~Copyable {
    @inlinable @inline(__always)
    init() {}
}

@available(*, unavailable)
extension Python: Sendable {}

extension Python {
    /// Attaches this thread, whatever thread it is, and runs `body`.
    ///
    /// Waits for the GIL. Inside Python already, it nests. A thread that attaches often should be a ``PythonThread``: here
    /// CPython makes and discards a thread state each time.
    ///
    /// - Precondition: an interpreter was started, and this is not the thread that finalised it. On other threads the call
    ///   never returns after finalisation (as in CPython 3.14); ``attachIfRunning(_:)`` tells instead.
    @inlinable
    @available(*, noasync, message: "attaching blocks the thread; hand the work to a PythonThread")
    public static func attach<R: ~Copyable, E: Error>(
        _ body: (inout Python) throws(E) -> R
    ) throws(E) -> R {
        if !cpython_gate_enter() { Gate.refuse() }
        return try attached(body)
    }

    /// Like ``attach(_:)``, but returns nil without running `body` when no interpreter runs or it is being finalised.
    @inlinable
    @available(*, noasync, message: "attaching blocks the thread; hand the work to a PythonThread")
    public static func attachIfRunning<R: ~Copyable, E: Error>(
        _ body: (inout Python) throws(E) -> R
    ) throws(E) -> R? {
        if !cpython_gate_enter() { return nil }
        return try attached(body)
    }

    /// Past the gate.
    @inlinable @inline(__always)
    static func attached<R: ~Copyable, E: Error>(
        _ body: (inout Python) throws(E) -> R
    ) throws(E) -> R {
        let state = PyGILState_Ensure()
        let was = cpython_thread_swap(1)
        defer {
            _ = cpython_thread_swap(was)
            PyGILState_Release(state)
            cpython_gate_leave()
        }
        var python = Python()
        python.releasePending()
        return try body(&python)
    }

    /// Runs `body` with the token on a thread that the interpreter itself has attached: in a callback that Python calls.
    ///
    /// Unsafe in one way: the caller vouches that the thread is attached.
    @inlinable @inline(__always)
    @available(*, noasync, message: "a callback from Python is synchronous")
    public static func assumeAttached<R: ~Copyable, E: Error>(
        _ body: (inout Python) throws(E) -> R
    ) throws(E) -> R {
        let was = cpython_thread_swap(1)
        defer { _ = cpython_thread_swap(was) }
        var python = Python()
        return try body(&python)
    }

    /// Lets other threads run Python for the duration of `body`, which must not touch Python and cannot.
    ///
    /// Exclusive: no handle lives across the call. Call it around anything that may wait.
    ///
    /// When attaches are nested, this lets go of the outer one as well, whose token and handles the compiler does not connect
    /// with this one. That is sound: `body` cannot reach them, because no closure can capture them (Tests/CompileFail,
    /// `nestedDetach`), and after it they are as good as before, because every handle owns its object or borrows from
    /// something that does (``PyBorrowed``).
    @inlinable
    public mutating func detached<R: ~Copyable, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        let state = PyEval_SaveThread()
        let was = cpython_thread_swap(0)
        defer {
            PyEval_RestoreThread(state)
            _ = cpython_thread_swap(was)
        }
        return try body()
    }

    /// Releases what detached threads have dropped meanwhile. Attaching does it; a worker that stays attached for long calls
    /// it once a turn. Costs one load when there is nothing.
    @inlinable @inline(__always)
    public func releasePending() {
        if cpython_pending() != 0 { PendingReleases.drain() }
    }
}
