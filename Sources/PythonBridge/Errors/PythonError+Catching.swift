internal import CPythonABI

extension PythonError {
    /// Takes the current exception of this attached thread and describes it. Cold, on purpose: it costs tens of
    /// microseconds, and inlining it would bloat every call.
    @inline(never)
    @usableFromInline
    static func fetch() -> PythonError {
        guard let exception = takeRaised() else {
            return PythonError(.systemError, "a function of the C API failed without an exception")
        }
        let report = ExceptionReport(describing: exception)
        return PythonError(caught: PyStored(owning: exception), report: report)
    }

    /// The current exception as one normalised object, with its traceback; none is current afterwards.
    static func takeRaised() -> PyPointer? {
        if cpython_has_PyErr_GetRaisedException() { return PyErr_GetRaisedException() }
        var type: PyPointer?
        var value: PyPointer?
        var traceback: PyPointer?
        PyErr_Fetch(&type, &value, &traceback)
        guard type != nil else { return nil }
        PyErr_NormalizeException(&type, &value, &traceback)
        if let value, let traceback { _ = PyException_SetTraceback(value, traceback) }
        Py_DecRef(type)
        Py_DecRef(traceback)
        return value
    }
}

/// The object of a new reference, or the exception that the C API left in its place.
@inlinable @inline(__always)
func checked(_ pointer: PyPointer?) throws(PythonError) -> PyPointer {
    guard let pointer else { throw PythonError.fetch() }
    return pointer
}

/// The status, unless it is -1.
@inlinable @inline(__always)
@discardableResult
func checked(_ status: Int32) throws(PythonError) -> Int32 {
    if status < 0 { throw PythonError.fetch() }
    return status
}

extension Python {
    /// Makes a handle of what a function of the C API returned ("new reference"), or throws its exception.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    public func checked(_ pointer: PyPointer?) throws(PythonError) -> PyRef {
        guard let pointer else { throw PythonError.fetch() }
        return PyRef(unchecked: pointer)
    }

    /// Throws the current exception if a function of the C API returned -1.
    @inlinable @inline(__always)
    @discardableResult
    public func checked(_ status: Int32) throws(PythonError) -> Int32 {
        if status < 0 { throw PythonError.fetch() }
        return status
    }
}
