internal import CPythonABI

/// What is done for Python's own threads and for `atexit` before the end, on a thread of its own, because neither can be
/// relied upon to return.
enum Farewell {
    /// Lets executors and non-daemon threads end, as `Py_FinalizeEx` would, which knows no deadline. False if they do not.
    static func endThreads(within limit: Duration) -> Bool {
        run(within: limit) { call("threading", "_shutdown") }
    }

    /// For an interpreter that is left alone. False if it could not be done in time.
    static func runExitFunctions(within limit: Duration) -> Bool {
        run(within: limit) {
            call("atexit", "_run_exitfuncs")
            for stream in ["stdout", "stderr"] { flush(stream) }
        }
    }

    /// Past the gate, which is closed already.
    private static func run(within limit: Duration, _ body: @escaping @Sendable () -> Void) -> Bool {
        let thread = try? NativeThread.start(name: "python-exit", stackSize: nil) {
            let state = PyGILState_Ensure()
            let was = cpython_thread_swap(1)
            body()
            _ = cpython_thread_swap(was)
            PyGILState_Release(state)
        }
        return thread?.join(within: limit) ?? false
    }

    private static func call(_ module: String, _ function: String) {
        defer { PyErr_Clear() }
        guard let module = PyImport_ImportModule(module) else { return }
        defer { Py_DecRef(module) }
        guard let function = PyObject_GetAttrString(module, function) else { return }
        defer { Py_DecRef(function) }
        release(cpython_call0(function))
    }

    private static func flush(_ stream: String) {
        defer { PyErr_Clear() }
        guard let object = PySys_GetObject(stream), object != Py_None(),
            let flush = PyObject_GetAttrString(object, "flush")
        else { return }
        defer { Py_DecRef(flush) }
        release(cpython_call0(flush))
    }

    private static func release(_ result: PyPointer?) {
        if let result { Py_DecRef(result) } else { PyErr_WriteUnraisable(nil) }
    }
}
