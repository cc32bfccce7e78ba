internal import CPythonABI
internal import CrosswindThreads

/// What is done for Python's own threads and for `atexit` before the end, on a thread of its own, because neither can be
/// relied upon to return.
enum Farewell {
    /// `Py_FinalizeEx` waits for executors and non-daemon threads without a deadline (`threading._shutdown`, which on 3.12
    /// and earlier only the main thread can call), so they are waited for beforehand.
    private static let endingThreads = """
        import threading
        for call in reversed(getattr(threading, "_threading_atexits", ())):
            call()
        for thread in threading.enumerate():
            if not thread.daemon and thread is not threading.main_thread():
                thread.join()
        """

    private static let runningExitFunctions = """
        import atexit, sys
        def flush():
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
        try:
            flush()
            atexit._run_exitfuncs()
        finally:
            flush()
        """

    /// False if Python's threads go on after `limit`.
    static func endThreads(within limit: Duration) -> Bool { run(endingThreads, within: limit) }

    /// For an interpreter that is left alone. False if it could not be done in time.
    static func runExitFunctions(within limit: Duration) -> Bool { run(runningExitFunctions, within: limit) }

    private static func run(_ source: String, within limit: Duration) -> Bool {
        // Not through `attach`: the gate is closed already.
        let thread = try? NativeThread.start(name: "python-exit", stackSize: nil) {
            let state = PyGILState_Ensure()
            let was = cpython_thread_swap(1)
            execute(source)
            _ = cpython_thread_swap(was)
            PyGILState_Release(state)
        }
        return thread?.join(within: limit) ?? false
    }

    private static func execute(_ source: String) {
        guard let module = PyModule_New("crosswind_exit") else { return PyErr_Clear() }
        defer { Py_DecRef(module) }
        let python = Python()
        do {
            try python.run(source, file: "<crosswind exit>", in: PyBorrowed(unsafe: module, python))
        } catch {
            error.reportUnraisable(python)
        }
    }
}
