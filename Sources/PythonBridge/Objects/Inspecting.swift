public import CPythonABI

extension PyHandle where Self: ~Copyable & ~Escapable {
    /// The object's type.
    @inlinable
    public var type: PyRef {
        @_lifetime(copy self)
        get { PyRef(unchecked: PyObject_Type(pointer)) }
    }

    /// `bool(self)`.
    @inlinable
    public func isTrue() throws(PythonError) -> Bool {
        try PythonBridge.checked(PyObject_IsTrue(pointer)) != 0
    }

    /// `callable(self)`. Runs no Python code.
    @inlinable
    public var isCallable: Bool { PyCallable_Check(pointer) != 0 }

    /// `isinstance(self, type)`; `type` may be a tuple of types.
    @inlinable
    public func isInstance(
        of type: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) -> Bool {
        try PythonBridge.checked(PyObject_IsInstance(pointer, type.pointer)) != 0
    }

    /// `self == other`.
    @inlinable
    public func isEqual(
        to other: borrowing some PyHandle & ~Copyable & ~Escapable
    ) throws(PythonError) -> Bool {
        try PythonBridge.checked(PyObject_RichCompareBool(pointer, other.pointer, 2)) != 0
    }

    /// `len(self)`.
    @inlinable
    public func count() throws(PythonError) -> Int {
        let count = PyObject_Size(pointer)
        if count < 0 { throw PythonError.fetch() }
        return count
    }

    /// `str(self)` as Swift text.
    public func string() throws(PythonError) -> String {
        let text = PyRef(unchecked: try PythonBridge.checked(PyObject_Str(pointer)))
        return TextCopy.string(from: text.pointer) ?? ""
    }

    /// `repr(self)` as Swift text.
    public func representation() throws(PythonError) -> String {
        let text = PyRef(unchecked: try PythonBridge.checked(PyObject_Repr(pointer)))
        return TextCopy.string(from: text.pointer) ?? ""
    }
}

// Type checks. None runs Python code; "exactly" is one load and a compare, the others (subclasses count) a call more.
extension PyHandle where Self: ~Copyable & ~Escapable {
    /// Whether the object is of `bytes` itself.
    @inlinable @inline(__always)
    public var isExactlyBytes: Bool { cpython_is_exactly(pointer, PyBytes_Type()) }

    /// Whether the object is of `str` itself.
    @inlinable @inline(__always)
    public var isExactlyStr: Bool { cpython_is_exactly(pointer, PyUnicode_Type()) }

    /// Whether the object is of `list` itself.
    @inlinable @inline(__always)
    public var isExactlyList: Bool { cpython_is_exactly(pointer, PyList_Type()) }

    /// Whether the object is of `tuple` itself.
    @inlinable @inline(__always)
    public var isExactlyTuple: Bool { cpython_is_exactly(pointer, PyTuple_Type()) }

    /// Whether the object is of `dict` itself.
    @inlinable @inline(__always)
    public var isExactlyDict: Bool { cpython_is_exactly(pointer, PyDict_Type()) }

    /// Whether the object is a `bytes`.
    @inlinable @inline(__always)
    public var isBytes: Bool { isExactlyBytes || cpython_is_kind(pointer, UInt(Py_TPFLAGS_BYTES_SUBCLASS)) }

    /// Whether the object is a `str`.
    @inlinable @inline(__always)
    public var isStr: Bool { isExactlyStr || cpython_is_kind(pointer, UInt(Py_TPFLAGS_UNICODE_SUBCLASS)) }

    /// Whether the object is a `list`.
    @inlinable @inline(__always)
    public var isList: Bool { isExactlyList || cpython_is_kind(pointer, UInt(Py_TPFLAGS_LIST_SUBCLASS)) }

    /// Whether the object is a `tuple`.
    @inlinable @inline(__always)
    public var isTuple: Bool { isExactlyTuple || cpython_is_kind(pointer, UInt(Py_TPFLAGS_TUPLE_SUBCLASS)) }

    /// Whether the object is a `dict`.
    @inlinable @inline(__always)
    public var isDict: Bool { isExactlyDict || cpython_is_kind(pointer, UInt(Py_TPFLAGS_DICT_SUBCLASS)) }

    /// Whether the object is an `int` (`bool` included).
    @inlinable @inline(__always)
    public var isInt: Bool { cpython_is_kind(pointer, UInt(Py_TPFLAGS_LONG_SUBCLASS)) }

    /// Whether the object offers the buffer protocol.
    @inlinable @inline(__always)
    public var isBytesLike: Bool { PyObject_CheckBuffer(pointer) != 0 }
}
