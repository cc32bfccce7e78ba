import CPythonABI
import CrosswindServer
import CrosswindThreads
import PythonBridge
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// An application that forks while it answers (`os.fork`; `multiprocessing` does).
///
/// The request stays the parent's. In the child it is over before the application goes on, so that nothing is sent twice; and
/// when the application comes back to us there, the process ends: of all its threads it has one, and nobody would ever answer
/// through it.
enum ForkedChild {
    private static let isThis = Atomic<Bool>(false)
    private static let isRegistered = Guarded(false)

    /// Attached, when the process's workers are made: has Python tell of forks.
    static func watch(_ python: borrowing Python) throws(PythonError) {
        // A child that makes workers of its own serves, and its responses are its own.
        isThis.store(false, ordering: .relaxed)
        let isFirst = isRegistered.withLock { isRegistered in
            defer { isRegistered = true }
            return !isRegistered
        }
        guard isFirst else { return }
        let keywords = try python.dict()
        try keywords.dictSet("before", before.callable(python))
        try keywords.dictSet("after_in_child", inChild.callable(python))
        let register = try python.import("os").attribute("register_at_fork")
        _ = try register.call(tuple: try python.list().asTuple(), dict: keywords)
    }

    private static let before = PyFunction.noArguments("crosswind_before_fork") { _, _ in
        InheritedSockets.mayExist()
        Py_IncRef(Py_None())
        return Py_None()
    }

    private static let inChild = PyFunction.noArguments("crosswind_in_child") { _, _ in
        isThis.store(true, ordering: .relaxed)
        ResponseTurn.loseAll()
        Py_IncRef(Py_None())
        return Py_None()
    }

    /// A worker whose response is lost, back from its application, perhaps with an exception set: the end of the process if that
    /// is a child. Exits as the application's `sys.exit()` says, with 1 after another exception and else with 0, without
    /// `atexit` functions: they are the parent's.
    static func endIfChild(_ python: borrowing Python) {
        guard isThis.load(ordering: .relaxed) else { return }
        var code: Int32 = 0
        if PyErr_Occurred() != nil {
            let error = PythonError.fetchRaised(python)
            code = error.systemExitCode ?? 1
            if error.systemExitCode == nil { error.reportUnraisable(python) }
        }
        for name in ["stdout", "stderr"] as [StaticString] { flush(name, python) }
        _exit(code)
    }

    private static func flush(_ name: StaticString, _ python: borrowing Python) {
        do throws(PythonError) {
            _ = try python.import("sys").attribute(name).callMethod("flush")
        } catch {
            // Closed, or none; there is nobody left to tell.
        }
    }
}
