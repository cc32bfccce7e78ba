public import CPythonABI

extension Python {
    /// A new empty `dict`.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    public func dict() throws(PythonError) -> PyRef { try checked(PyDict_New()) }
}

// On an object that is no dict these throw `SystemError` ("bad argument to internal function").
extension PyHandle where Self: ~Copyable & ~Escapable {
    /// `dict.copy()`.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func dictCopy() throws(PythonError) -> PyRef {
        PyRef(unchecked: try PythonBridge.checked(PyDict_Copy(pointer)))
    }

    /// `self.get(key)`; nil if there is no such key.
    @inlinable
    @_lifetime(copy self)
    public func dictGet(
        _ key: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) -> PyRef? {
        if cpython_has_PyDict_GetItemRef() {
            var value: PyPointer?
            try PythonBridge.checked(PyDict_GetItemRef(pointer, key.pointer, &value))
            guard let value else { return nil }
            return PyRef(unchecked: value)
        }
        guard let value = PyDict_GetItemWithError(pointer, key.pointer) else {
            if PyErr_Occurred() != nil { throw PythonError.fetch() }
            return nil
        }
        Py_IncRef(value)
        return PyRef(unchecked: value)
    }

    /// `self[key] = value`.
    @inlinable @inline(__always)
    public func dictSet(
        _ key: borrowing some PyHandle & ~Copyable & ~Escapable,
        _ value: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) {
        try PythonBridge.checked(PyDict_SetItem(pointer, key.pointer, value.pointer))
    }

    /// `self[key] = value`, making a str of the key.
    @inlinable
    public func dictSet(
        _ key: StaticString, _ value: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) {
        try PythonBridge.checked(PyDict_SetItemString(pointer, key.cString, value.pointer))
    }

    /// `del self[key]`; throws `KeyError` if there is no such key.
    @inlinable
    public func dictDelete(_ key: borrowing some PyHandle & ~Copyable & ~Escapable) throws(PythonError) {
        try PythonBridge.checked(PyDict_DelItem(pointer, key.pointer))
    }

    /// `key in self`.
    @inlinable
    public func dictContains(
        _ key: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) -> Bool {
        try PythonBridge.checked(PyDict_Contains(pointer, key.pointer)) != 0
    }

    /// `self.update(other)`.
    @inlinable
    public func dictUpdate(_ other: borrowing some PyHandle & ~Copyable & ~Escapable) throws(PythonError) {
        try PythonBridge.checked(PyDict_Update(pointer, other.pointer))
    }
}
