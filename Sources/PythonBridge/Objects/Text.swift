public import CPythonABI

extension Python {
    /// A `str` of code points 0 to 255, one a byte: how WSGI carries bytes in text. Never fails but for memory.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    public func str(latin1 content: UnsafeRawBufferPointer) throws(PythonError) -> PyRef {
        guard let start = content.baseAddress else { return try checked(PyUnicode_FromStringAndSize("", 0)) }
        return try checked(PyUnicode_DecodeLatin1(start.assumingMemoryBound(to: CChar.self), content.count, nil))
    }

    /// A `str` from UTF-8; throws `UnicodeDecodeError` if it is not.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    public func str(utf8 content: UnsafeRawBufferPointer) throws(PythonError) -> PyRef {
        guard let start = content.baseAddress else { return try checked(PyUnicode_FromStringAndSize("", 0)) }
        return try checked(PyUnicode_FromStringAndSize(start.assumingMemoryBound(to: CChar.self), content.count))
    }

    /// A `str` of Swift text.
    @_lifetime(borrow self)
    public func str(_ text: String) throws(PythonError) -> PyRef { try checked(TextCopy.object(from: text)) }

    /// The interned `str` of a name: one object for all who ask, compared by address in dict lookups.
    @inlinable
    @_lifetime(borrow self)
    public func interned(_ name: StaticString) throws(PythonError) -> PyRef {
        try checked(PyUnicode_InternFromString(name.cString))
    }

    /// The interned `str` of a name that is put together at run time.
    @_lifetime(borrow self)
    public func interned(_ name: String) throws(PythonError) -> PyRef {
        try checked(name.withCString { PyUnicode_InternFromString($0) })
    }

    /// A path as `os.fsdecode` makes it: bytes that are no text survive as surrogates.
    @_lifetime(borrow self)
    public func path(_ path: String) throws(PythonError) -> PyRef {
        try checked(
            path.utf8CString.withUnsafeBufferPointer { utf8 in
                utf8.baseAddress.flatMap { PyUnicode_DecodeFSDefaultAndSize($0, utf8.count - 1) }
            })
    }
}

extension PyHandle where Self: ~Copyable & ~Escapable {
    /// A `str`'s content as UTF-8, cached in the object. The caller keeps the object alive. Not NUL-terminated by contract,
    /// though CPython's is.
    @inlinable @inline(__always)
    public func unsafeUTF8() throws(PythonError) -> UnsafeRawBufferPointer {
        var count = 0
        guard let start = PyUnicode_AsUTF8AndSize(pointer, &count) else { throw PythonError.fetch() }
        return UnsafeRawBufferPointer(start: start, count: count)
    }

    /// A `str` as `bytes`, one a code point; throws `UnicodeEncodeError` beyond U+00FF.
    @inlinable
    @_lifetime(copy self)
    public func latin1() throws(PythonError) -> PyRef {
        PyRef(unchecked: try PythonBridge.checked(PyUnicode_AsLatin1String(pointer)))
    }

    /// Length of a `str` in code points.
    @inlinable
    public func strCount() throws(PythonError) -> Int {
        let count = PyUnicode_GetLength(pointer)
        if count < 0 { throw PythonError.fetch() }
        return count
    }
}
