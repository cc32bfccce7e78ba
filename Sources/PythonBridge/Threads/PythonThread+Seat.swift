public import CPythonABI

extension PythonThread {
    /// A thread's own way into Python. It exists on that thread only.
    public struct Seat: ~Copyable {
        /// Made by the first attach.
        @usableFromInline var state: OpaquePointer?
        @usableFromInline var ensured: PyGILState_STATE = 0

        init() {}

        /// Attaches this thread and runs `body`. Waits for the GIL.
        ///
        /// After finalisation the call never returns; ``attachIfRunning(_:)`` tells instead.
        @inlinable
        @available(*, noasync, message: "attaching blocks the thread")
        public mutating func attach<R: ~Copyable, E: Error>(
            _ body: (inout Python) throws(E) -> R
        ) throws(E) -> R {
            if !cpython_gate_enter() { Gate.refuse() }
            return try attached(body)
        }

        /// Like ``attach(_:)``, but returns nil without running `body` when no interpreter runs or it is being finalised.
        @inlinable
        @available(*, noasync, message: "attaching blocks the thread")
        public mutating func attachIfRunning<R: ~Copyable, E: Error>(
            _ body: (inout Python) throws(E) -> R
        ) throws(E) -> R? {
            if !cpython_gate_enter() { return nil }
            return try attached(body)
        }

        @inlinable @inline(__always)
        mutating func attached<R: ~Copyable, E: Error>(
            _ body: (inout Python) throws(E) -> R
        ) throws(E) -> R {
            // Inside `Python.attach` already: to wait for the GIL again would be for ever.
            if cpython_thread_is_attached() {
                defer { cpython_gate_leave() }
                var python = Python()
                return try body(&python)
            }
            if let state {
                PyEval_RestoreThread(state)
            } else {
                // Through PyGILState, so that code which attaches by itself (ctypes, other extensions) finds this state.
                ensured = PyGILState_Ensure()
                state = PyGILState_GetThisThreadState()
            }
            let was = cpython_thread_swap(1)
            defer {
                _ = cpython_thread_swap(was)
                _ = PyEval_SaveThread()
                cpython_gate_leave()
            }
            var python = Python()
            python.releasePending()
            return try body(&python)
        }

        /// Gives the thread state back at the thread's end; after finalisation there is none any more.
        mutating func leave() {
            guard let state, cpython_gate_enter() else { return }
            PyEval_RestoreThread(state)
            let was = cpython_thread_swap(1)
            PyGILState_Release(ensured)
            _ = cpython_thread_swap(was)
            cpython_gate_leave()
            self.state = nil
        }
    }
}
