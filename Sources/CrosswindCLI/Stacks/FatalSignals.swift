import PythonBridge

/// What native code that fails, in a C extension mostly, leaves on standard error: Python's `faulthandler` writes the stack of each
/// Python thread for SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT, and the process ends by the signal as it would have.
///
/// It is also all that a process without a supervisor says of its end, should that come while the application is imported; and
/// where a worker stood that no longer responds, whose supervisor ends it by SIGABRT.
enum FatalSignals {
    private static let source = """
        def report():
            import faulthandler
            import sys
            if faulthandler.is_enabled():
                return False
            faulthandler.enable(sys.stderr)
            return True
        """

    /// Whether nobody (`PYTHONFAULTHANDLER`) had asked for it before us. An application may still have it write elsewhere, or
    /// disable it; but where a hook `worker_abort` is, SIGABRT is that one's. Attached, on the main thread, before anything of the application is imported.
    static func report(_ python: borrowing Python) -> Bool {
        do throws(PythonError) {
            let module = try python.module(named: "crosswind.faults")
            try python.run(source, file: "<crosswind>", in: module)
            return try module.attribute("report").call().isTrue()
        } catch {
            // A standard error without a descriptor, or a Python built without it: nothing is told then.
            return false
        }
    }
}
