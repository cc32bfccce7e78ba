public import CPythonABI

extension Python {
    /// `None`.
    @inlinable @inline(__always)
    public var none: PyBorrowed {
        @_lifetime(borrow self)
        get { PyBorrowed(unchecked: Py_None()) }
    }

    /// `True` or `False`.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    public func bool(_ value: Bool) -> PyBorrowed { PyBorrowed(unchecked: value ? Py_True() : Py_False()) }

    /// An `int`.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    public func int(_ value: Int64) throws(PythonError) -> PyRef { try checked(PyLong_FromLongLong(value)) }

    /// A `float`.
    @inlinable
    @_lifetime(borrow self)
    public func float(_ value: Double) throws(PythonError) -> PyRef { try checked(PyFloat_FromDouble(value)) }
}

extension PyHandle where Self: ~Copyable & ~Escapable {
    /// The value of an `int` or of what has `__index__`; throws `OverflowError` or `TypeError`.
    @inlinable
    public func int64() throws(PythonError) -> Int64 {
        let value = PyLong_AsLongLong(pointer)
        if value == -1, PyErr_Occurred() != nil { throw PythonError.fetch() }
        return value
    }

    /// The value of a `float` or of what has `__float__` or `__index__`.
    @inlinable
    public func double() throws(PythonError) -> Double {
        let value = PyFloat_AsDouble(pointer)
        if value == -1, PyErr_Occurred() != nil { throw PythonError.fetch() }
        return value
    }
}
