internal import CPythonABI

extension PythonError {
    /// Makes this the current exception of the thread: the original object with its traceback when it came from Python.
    ///
    /// For callbacks, which then return nil to Python at once.
    public func raise(_ py: borrowing Python) {
        guard let exception = storage.exception else { return raise(storage.kind, message) }
        Self.restore(exception.stored.unsafePointer)
    }

    /// `WriteUnraisable`: hands the exception to `sys.unraisablehook`, where there is no caller to raise it to.
    public func reportUnraisable(_ py: borrowing Python) {
        raise(py)
        PyErr_WriteUnraisable(nil)
    }

    private func raise(_ kind: Kind, _ message: String) {
        guard let text = TextCopy.object(from: message) else { return }
        PyErr_SetObject(kind.type(), text)
        Py_DecRef(text)
    }

    static func restore(_ exception: PyPointer) {
        if cpython_has_PyErr_SetRaisedException() {
            Py_IncRef(exception)
            return PyErr_SetRaisedException(exception)
        }
        let type = PyObject_Type(exception)
        Py_IncRef(exception)
        PyErr_Restore(type, exception, PyException_GetTraceback(exception))
    }
}

extension PyHandle where Self: ~Copyable & ~Escapable {
    /// Raises what a `sys.exc_info()` tuple holds, unchanged, as `start_response` must when the head is already out.
    ///
    /// Returns the error that now stands for it (nothing is left current); a tuple of another shape gives a `TypeError`.
    public func errorOfExceptionInfo() -> PythonError {
        guard cpython_is_kind(pointer, UInt(Py_TPFLAGS_TUPLE_SUBCLASS)), PyTuple_Size(pointer) == 3,
            let type = PyTuple_GetItem(pointer, 0), type != Py_None()
        else { return PythonError(.typeError, "exc_info must be a (type, value, traceback) tuple") }
        Py_IncRef(type)
        PyErr_Restore(type, Self.newReference(pointer, 1), Self.newReference(pointer, 2))
        return PythonError.fetch()
    }

    private static func newReference(_ tuple: PyPointer, _ index: Int) -> PyPointer? {
        guard let item = PyTuple_GetItem(tuple, index), item != Py_None() else { return nil }
        Py_IncRef(item)
        return item
    }
}
