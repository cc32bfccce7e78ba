public import CPythonABI

extension PyHandle where Self: ~Copyable & ~Escapable {
    /// `getattr(self, name)`; throws `AttributeError` if there is none. Makes a str of the name on each call: hot code
    /// keeps the name as an object.
    @inlinable
    @_lifetime(copy self)
    public func attribute(_ name: StaticString) throws(PythonError) -> PyRef {
        PyRef(unchecked: try PythonBridge.checked(PyObject_GetAttrString(pointer, name.cString)))
    }

    /// `getattr(self, name)` with the name as a str object.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func attribute(_ name: borrowing some PyHandle & ~Copyable & ~Escapable) throws(PythonError) -> PyRef {
        PyRef(unchecked: try PythonBridge.checked(PyObject_GetAttr(pointer, name.pointer)))
    }

    /// Follows a dotted path (`application.app`) through attributes.
    @_lifetime(copy self)
    public func attribute(path: String) throws(PythonError) -> PyRef {
        var current = pointer
        Py_IncRef(current)
        for part in path.split(separator: ".", omittingEmptySubsequences: false) {
            let name = TextCopy.object(from: String(part))
            let next = name.flatMap { PyObject_GetAttr(current, $0) }
            Py_DecRef(name)
            Py_DecRef(current)
            current = try PythonBridge.checked(next)
        }
        return PyRef(unchecked: current)
    }

    /// The attribute, nil if there is none; throws what a property or `__getattr__` raised but `AttributeError`.
    @inlinable
    @_lifetime(copy self)
    public func attributeIfPresent(
        _ name: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) -> PyRef? {
        var value: PyPointer?
        try PythonBridge.checked(cpython_optional_attribute(pointer, name.pointer, &value))
        guard let value else { return nil }
        return PyRef(unchecked: value)
    }

    /// The attribute, nil if there is none, by a name that is made into a str on each call.
    @_lifetime(copy self)
    public func attributeIfPresent(_ name: StaticString) throws(PythonError) -> PyRef? {
        let text = PyRef(unchecked: try PythonBridge.checked(PyUnicode_InternFromString(name.cString)))
        var value: PyPointer?
        try PythonBridge.checked(cpython_optional_attribute(pointer, text.pointer, &value))
        guard let value else { return nil }
        return PyRef(unchecked: value)
    }

    /// `setattr(self, name, value)`.
    @inlinable
    public func setAttribute(
        _ name: StaticString, _ value: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) {
        try PythonBridge.checked(PyObject_SetAttrString(pointer, name.cString, value.pointer))
    }

    /// `delattr(self, name)`.
    @inlinable
    public func deleteAttribute(_ name: StaticString) throws(PythonError) {
        try PythonBridge.checked(PyObject_SetAttrString(pointer, name.cString, nil))
    }
}

extension StaticString {
    /// For the C API. Every StaticString but a lone scalar points to NUL-terminated UTF-8.
    @inlinable @inline(__always)
    var cString: UnsafePointer<CChar> {
        UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
