internal import CPythonABI
internal import CrosswindThreads

extension PythonRuntime {
    /// How ``finalize(within:)`` went.
    public enum Finalisation: Sendable {
        /// The interpreter is gone; its `atexit` functions have run and its streams are flushed.
        case finalised
        /// Threads were still inside Python when time was up. `atexit` functions have run and streams are flushed as far as
        /// that was possible; the interpreter was left alone, because to finalise it under them would crash or hang. The
        /// process should exit.
        case abandoned
        /// The interpreter is not ours to finalise (hosted), or there is none.
        case notOurs
    }

    /// Ends the embedded interpreter. On the thread that called `embed`, detached.
    ///
    /// Closes the gate first: from here on no thread attaches any more. Then waits, for `limit` at most, until those inside have
    /// left and Python's own non-daemon threads have ended. Stored handles that are still alive stay valid values, and are
    /// forgotten when dropped.
    public static func finalize(within limit: Duration = .seconds(5)) -> Finalisation {
        guard let main = MainThread.state.take() else { return .notOurs }
        precondition(cpython_thread_depth() == 0, "PythonRuntime.finalize must be called detached")
        cpython_thread_mark_finaliser()
        cpython_gate_set(Int32(CPYTHON_FINALISING))
        let deadline = ContinuousClock.now + limit
        guard gateIsEmpty(by: deadline), Farewell.endThreads(within: deadline - ContinuousClock.now) else {
            _ = Farewell.runExitFunctions(within: .seconds(1))
            return .abandoned
        }
        PyEval_RestoreThread(main)
        _ = cpython_thread_swap(1)
        PendingReleases.drain()
        // -1 tells that a stream could not be flushed, of which Python has complained there already.
        _ = Py_FinalizeEx()
        _ = cpython_thread_swap(0)
        cpython_gate_set(Int32(CPYTHON_FINALISED))
        return .finalised
    }

    /// For a process that is about to end without finalising, because threads are inside Python that don't come out: flushes
    /// Python's streams and runs its `atexit` functions beside them, on a thread of its own, hosted or embedded. The caller is
    /// detached. False if that took longer than `limit`: such functions may want what those threads hold.
    public static func leave(within limit: Duration) -> Bool { Farewell.runExitFunctions(within: limit) }

    private static func gateIsEmpty(by deadline: ContinuousClock.Instant) -> Bool {
        let never = Latch()
        while cpython_gate_inside() > 0 {
            if ContinuousClock.now >= deadline { return false }
            _ = never.wait(within: .milliseconds(1))
        }
        return true
    }
}
