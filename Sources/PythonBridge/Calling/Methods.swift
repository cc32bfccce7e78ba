public import CPythonABI

// A method call by name makes no bound method where the type allows it. The name is a str object, interned once and kept.
extension PyHandle where Self: ~Copyable & ~Escapable {
    /// `self.name()`.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func callMethod(_ name: borrowing some PyHandle & ~Copyable & ~Escapable) throws(PythonError) -> PyRef {
        PyRef(unchecked: try PythonBridge.checked(cpython_call_method0(pointer, name.pointer)))
    }

    /// `self.name(a)`.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func callMethod(
        _ name: borrowing some PyHandle & ~Copyable & ~Escapable,
        _ a: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) -> PyRef {
        PyRef(unchecked: try PythonBridge.checked(cpython_call_method1(pointer, name.pointer, a.pointer)))
    }

    /// `self.name(a, b)`.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func callMethod(
        _ name: borrowing some PyHandle & ~Copyable & ~Escapable,
        _ a: borrowing some PyHandle & ~Copyable & ~Escapable,
        _ b: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) -> PyRef {
        PyRef(
            unchecked: try PythonBridge.checked(
                cpython_call_method2(pointer, name.pointer, a.pointer, b.pointer)))
    }

    /// `self.name()` by a name that is made into a str on each call.
    @inlinable
    @_lifetime(copy self)
    public func callMethod(_ name: StaticString) throws(PythonError) -> PyRef {
        let text = PyRef(unchecked: try PythonBridge.checked(PyUnicode_InternFromString(name.cString)))
        return PyRef(unchecked: try PythonBridge.checked(cpython_call_method0(pointer, text.pointer)))
    }

    /// `self.name(a)` by a name that is made into a str on each call.
    @inlinable
    @_lifetime(copy self)
    public func callMethod(
        _ name: StaticString, _ a: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) -> PyRef {
        let text = PyRef(unchecked: try PythonBridge.checked(PyUnicode_InternFromString(name.cString)))
        return PyRef(unchecked: try PythonBridge.checked(cpython_call_method1(pointer, text.pointer, a.pointer)))
    }
}
