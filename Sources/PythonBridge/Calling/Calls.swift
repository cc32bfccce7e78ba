public import CPythonABI

// Vectorcall throughout: the arguments lie on the C stack, no tuple is made.
extension PyHandle where Self: ~Copyable & ~Escapable {
    /// `self()`.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func call() throws(PythonError) -> PyRef {
        PyRef(unchecked: try PythonBridge.checked(cpython_call0(pointer)))
    }

    /// `self(a)`.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func call(_ a: borrowing some PyHandle & ~Copyable & ~Escapable) throws(PythonError) -> PyRef {
        PyRef(unchecked: try PythonBridge.checked(cpython_call1(pointer, a.pointer)))
    }

    /// `self(a, b)`.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func call(
        _ a: borrowing some PyHandle & ~Copyable & ~Escapable,
        _ b: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) -> PyRef {
        PyRef(unchecked: try PythonBridge.checked(cpython_call2(pointer, a.pointer, b.pointer)))
    }

    /// `self(a, b, c)`.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func call(
        _ a: borrowing some PyHandle & ~Copyable & ~Escapable,
        _ b: borrowing some PyHandle & ~Copyable & ~Escapable,
        _ c: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) -> PyRef {
        PyRef(unchecked: try PythonBridge.checked(cpython_call3(pointer, a.pointer, b.pointer, c.pointer)))
    }

    /// `self(*arguments)` with bare addresses that the caller keeps alive. When `keywords` is a tuple of names, the last
    /// arguments are the values that belong to them.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func call(
        unsafeArguments arguments: UnsafeBufferPointer<PyPointer>, keywords: PyPointer? = nil
    ) throws(PythonError) -> PyRef {
        let positional = arguments.count - (keywords.map { PyTuple_Size($0) } ?? 0)
        return PyRef(
            unchecked: try PythonBridge.checked(
                cpython_vectorcall(pointer, arguments.baseAddress, positional, keywords)))
    }

    /// `self(*arguments, **keywords)` with a tuple and a dict.
    @inlinable
    @_lifetime(copy self)
    public func call(
        tuple arguments: borrowing some PyHandle & ~Copyable & ~Escapable,
        dict keywords: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) -> PyRef {
        PyRef(unchecked: try PythonBridge.checked(PyObject_Call(pointer, arguments.pointer, keywords.pointer)))
    }
}
