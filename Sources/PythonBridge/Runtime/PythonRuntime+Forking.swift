internal import CPythonABI

extension PythonRuntime {
    /// `os.fork()`, with all that Python wants done before and after: returns 0 in the child, the child's number in the
    /// parent, -1 on failure.
    ///
    /// On the main thread, before threads, event loops or tasks exist: a child has only the forking thread, and whatever the
    /// others held stays locked in it.
    public static func fork(_ py: borrowing Python) -> Int32 { cpython_fork() }

    /// Has every child that Python forks, also by `os.fork()` and `multiprocessing`, count anew who is inside. Attached.
    static func registerAtFork(_ py: borrowing Python) throws(PythonError) {
        let register = try py.import("os").attribute("register_at_fork")
        let keywords = try py.dict()
        try keywords.dictSet("after_in_child", try countAnew.callable(py))
        _ = try register.call(tuple: try py.list().asTuple(), dict: keywords)
    }

    private static let countAnew = PyFunction.noArguments("crosswind_after_fork") { _, _ in
        cpython_gate_after_fork()
        Py_IncRef(Py_None())
        return Py_None()
    }
}
