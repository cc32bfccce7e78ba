public import CPythonABI

extension Python {
    /// A new empty `list`.
    @inlinable
    @_lifetime(borrow self)
    public func list() throws(PythonError) -> PyRef { try checked(PyList_New(0)) }

    /// A tuple of two.
    @inlinable
    @_lifetime(borrow self)
    public func tuple(
        _ first: borrowing some PyHandle & ~Copyable & ~Escapable,
        _ second: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) -> PyRef {
        let tuple = try PythonBridge.checked(PyTuple_New(2))
        Py_IncRef(first.pointer)
        _ = PyTuple_SetItem(tuple, 0, first.pointer)
        Py_IncRef(second.pointer)
        _ = PyTuple_SetItem(tuple, 1, second.pointer)
        return PyRef(unchecked: tuple)
    }
}

// Sizes are those of real lists and tuples; on anything else -1 and `SystemError`.
extension PyHandle where Self: ~Copyable & ~Escapable {
    /// `len()` of a list.
    @inlinable @inline(__always)
    public func listCount() throws(PythonError) -> Int {
        let count = PyList_Size(pointer)
        if count < 0 { throw PythonError.fetch() }
        return count
    }

    /// `self[index]` of a list, without negative indexes. Owned, because any Python code may remove the item.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func listItem(_ index: Int) throws(PythonError) -> PyRef {
        if cpython_has_PyList_GetItemRef() {
            return PyRef(unchecked: try PythonBridge.checked(PyList_GetItemRef(pointer, index)))
        }
        let item = try PythonBridge.checked(PyList_GetItem(pointer, index))
        Py_IncRef(item)
        return PyRef(unchecked: item)
    }

    /// `self.append(item)` of a list.
    @inlinable @inline(__always)
    public func listAppend(_ item: borrowing some PyHandle & ~Copyable & ~Escapable) throws(PythonError) {
        try PythonBridge.checked(PyList_Append(pointer, item.pointer))
    }

    /// `len()` of a tuple.
    @inlinable @inline(__always)
    public func tupleCount() throws(PythonError) -> Int {
        let count = PyTuple_Size(pointer)
        if count < 0 { throw PythonError.fetch() }
        return count
    }

    /// `tuple(self)`.
    @inlinable
    @_lifetime(copy self)
    public func asTuple() throws(PythonError) -> PyRef {
        PyRef(unchecked: try PythonBridge.checked(PySequence_Tuple(pointer)))
    }

    /// `list(self)`.
    @inlinable
    @_lifetime(copy self)
    public func asList() throws(PythonError) -> PyRef {
        PyRef(unchecked: try PythonBridge.checked(PySequence_List(pointer)))
    }

    /// `self[key]` of any object.
    @inlinable
    @_lifetime(copy self)
    public func item(_ key: borrowing some PyHandle & ~Copyable & ~Escapable) throws(PythonError) -> PyRef {
        PyRef(unchecked: try PythonBridge.checked(PyObject_GetItem(pointer, key.pointer)))
    }

    /// `self[key] = value` of any object.
    @inlinable
    public func setItem(
        _ key: borrowing some PyHandle & ~Copyable & ~Escapable,
        _ value: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) {
        try PythonBridge.checked(PyObject_SetItem(pointer, key.pointer, value.pointer))
    }

    /// `iter(self)`.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func iterator() throws(PythonError) -> PyRef {
        PyRef(unchecked: try PythonBridge.checked(PyObject_GetIter(pointer)))
    }

    /// `next(self)` of an iterator; nil at the end.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func next() throws(PythonError) -> PyRef? {
        guard let item = PyIter_Next(pointer) else {
            if PyErr_Occurred() != nil { throw PythonError.fetch() }
            return nil
        }
        return PyRef(unchecked: item)
    }
}
