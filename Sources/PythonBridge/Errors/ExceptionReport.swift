internal import CPythonABI

/// What can be said about an exception, taken from it while attached.
struct ExceptionReport: Sendable {
    var typeName: String
    var message: String
    var traceback: String
    var systemExitCode: Int32?
    var isKeyboardInterrupt: Bool

    /// For an attached thread without a current exception; leaves none behind, whatever the exception's own code does.
    init(describing exception: PyPointer) {
        let type = PyObject_Type(exception)
        defer { Py_DecRef(type) }
        typeName = Self.qualifiedName(of: type)
        message = Self.text(PyObject_Str(exception)) ?? "<exception str() failed>"
        systemExitCode = Self.exitCode(of: exception)
        isKeyboardInterrupt = PyErr_GivenExceptionMatches(exception, PyExc_KeyboardInterrupt()) != 0
        traceback =
            Self.formatted(exception, type: type)
            ?? "Traceback (could not be formatted)\n\(typeName): \(message)\n"
    }

    init(
        typeName: String, message: String, traceback: String, systemExitCode: Int32?, isKeyboardInterrupt: Bool
    ) {
        self.typeName = typeName
        self.message = message
        self.traceback = traceback
        self.systemExitCode = systemExitCode
        self.isKeyboardInterrupt = isKeyboardInterrupt
    }

    private static func qualifiedName(of type: PyPointer) -> String {
        let name = text(PyObject_GetAttrString(type, "__qualname__")) ?? "Exception"
        let module = text(PyObject_GetAttrString(type, "__module__")) ?? "builtins"
        return module == "builtins" ? name : "\(module).\(name)"
    }

    /// `traceback.format_exception(type, value, traceback)`: the three-argument form is the one that 3.9 knows.
    private static func formatted(_ exception: PyPointer, type: PyPointer) -> String? {
        guard let module = cleared(PyImport_ImportModule("traceback")) else { return nil }
        defer { Py_DecRef(module) }
        guard let format = cleared(PyObject_GetAttrString(module, "format_exception")) else { return nil }
        defer { Py_DecRef(format) }
        let trace = PyException_GetTraceback(exception)
        defer { Py_DecRef(trace) }
        guard let lines = cleared(cpython_call3(format, type, exception, trace ?? Py_None())) else { return nil }
        defer { Py_DecRef(lines) }
        guard let empty = cleared(PyUnicode_FromStringAndSize("", 0)) else { return nil }
        defer { Py_DecRef(empty) }
        guard let join = cleared(PyObject_GetAttrString(empty, "join")) else { return nil }
        defer { Py_DecRef(join) }
        return text(cpython_call1(join, lines))
    }

    private static func exitCode(of exception: PyPointer) -> Int32? {
        guard PyErr_GivenExceptionMatches(exception, PyExc_SystemExit()) != 0 else { return nil }
        guard let code = cleared(PyObject_GetAttrString(exception, "code")) else { return 1 }
        defer { Py_DecRef(code) }
        if code == Py_None() { return 0 }
        guard cpython_is_kind(code, UInt(Py_TPFLAGS_LONG_SUBCLASS)) else { return 1 }
        let value = PyLong_AsLongLong(code)
        if PyErr_Occurred() != nil {
            PyErr_Clear()
            return 1
        }
        return Int32(truncatingIfNeeded: value)
    }

    /// Consumes the reference; nil and no exception when there is no text in it.
    private static func text(_ object: PyPointer?) -> String? {
        guard let object = cleared(object) else { return nil }
        defer { Py_DecRef(object) }
        return TextCopy.string(from: object)
    }

    private static func cleared(_ object: PyPointer?) -> PyPointer? {
        if object == nil { PyErr_Clear() }
        return object
    }
}
