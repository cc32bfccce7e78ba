internal import CPythonABI

extension PythonRuntime {
    /// Takes the interpreter that this process already runs, into which we were loaded.
    ///
    /// On an attached thread: from a function that was loaded by `ctypes.PyDLL`. Calling it again is harmless. An `atexit`
    /// function closes the gate when Python goes down, so that threads of ours that come late stay outside.
    public static func host() throws(PythonRuntimeError) {
        if state == .running { return }
        guard state == .absent else {
            throw PythonRuntimeError(.wrongState, "the Python interpreter of this process is shutting down")
        }
        try Library.loadFromProcess()
        guard Py_IsInitialized() != 0, PyGILState_Check() != 0 else {
            throw PythonRuntimeError(
                .wrongState, "not called from Python: load the library with ctypes.PyDLL, not ctypes.CDLL")
        }
        cpython_calibrate()
        cpython_gate_set(Int32(CPYTHON_RUNNING))
        do throws(PythonError) {
            try Python.assumeAttached { python throws(PythonError) in
                let close = try closeGate.callable(python)
                let module = try python.import("atexit")
                let name = try python.interned("register")
                _ = try module.callMethod(name, close)
                try registerAtFork(python)
            }
        } catch {
            throw PythonRuntimeError(
                .startFailed, "cannot register with atexit and os.fork (\(error)); is Python shutting down?")
        }
        _ = Py_AtExit(markFinalised)
    }

    private static let closeGate = PyFunction.noArguments("crosswind_close_gate") { _, _ in
        cpython_gate_set(Int32(CPYTHON_FINALISING))
        Py_IncRef(Py_None())
        return Py_None()
    }
}

/// Called by CPython last of all.
private func markFinalised() {
    cpython_gate_set(Int32(CPYTHON_FINALISED))
}
