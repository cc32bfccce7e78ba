internal import CPythonABI

extension Python {
    /// `import name` (dotted names give the innermost module).
    @_lifetime(borrow self)
    public func `import`(_ name: String) throws(PythonError) -> PyRef {
        let text = PyRef(unchecked: try PythonBridge.checked(TextCopy.object(from: name)))
        return try checked(PyImport_Import(text.pointer))
    }

    /// The built-in names (`builtins.__dict__`).
    public var builtins: PyBorrowed {
        @_lifetime(borrow self)
        get { PyBorrowed(unchecked: PyEval_GetBuiltins()) }
    }

    /// An empty module that is not in `sys.modules`.
    @_lifetime(borrow self)
    public func module(named name: StaticString) throws(PythonError) -> PyRef {
        try checked(PyModule_New(name.cString))
    }

    /// Runs Python source as the body of `module`, whose tracebacks then name `file`.
    public func run(
        _ source: String, file: String, in module: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) {
        let globals = try PythonBridge.checked(PyModule_GetDict(module.pointer))
        Py_DecRef(try evaluate(source, file: file, start: Py_file_input, globals: globals))
    }

    /// The value of a Python expression, with the names of a dict.
    @_lifetime(borrow self)
    public func evaluate(
        _ expression: String, globals: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) -> PyRef {
        PyRef(
            unchecked: try evaluate(
                expression, file: "<expression>", start: Py_eval_input, globals: globals.pointer))
    }

    private func evaluate(
        _ source: String, file: String, start: Int, globals: PyPointer
    ) throws(PythonError) -> PyPointer {
        // From 3.10 on Python adds them by itself.
        try PythonBridge.checked(PyDict_SetItemString(globals, "__builtins__", PyEval_GetBuiltins()))
        let code = try PythonBridge.checked(Py_CompileString(source, file, Int32(start)))
        defer { Py_DecRef(code) }
        return try PythonBridge.checked(PyEval_EvalCode(code, globals, globals))
    }
}
