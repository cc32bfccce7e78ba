import PythonBridge

/// `sys.path` as the command line wants it.
enum SearchPath {
    /// Puts `directories`, and behind them the working directory, at the front of `sys.path`. Attached.
    static func set(_ directories: [String], _ python: borrowing Python) throws(PythonError) {
        let globals = try python.dict()
        let list = try python.list()
        for directory in directories { try list.listAppend(python.path(directory)) }
        try globals.dictSet(python.str("directories"), list)
        try globals.dictSet(python.str("path"), python.import("sys").attribute("path"))
        try globals.dictSet(python.str("cwd"), python.import("os").attribute("getcwd").call())
        // The working directory too, as `python -m` has it; a console script starts without it.
        _ = try python.evaluate(
            "path.__setitem__(slice(0, 0), [each for each in [*directories, cwd] if each not in path])",
            globals: globals)
    }
}
