public import CPythonABI

extension Python {
    /// A `bytes` with a copy of these.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    public func bytes(_ content: UnsafeRawBufferPointer) throws(PythonError) -> PyRef {
        try checked(
            PyBytes_FromStringAndSize(content.baseAddress?.assumingMemoryBound(to: CChar.self), content.count))
    }

    /// A `bytes` with a copy of these.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    public func bytes(_ content: borrowing RawSpan) throws(PythonError) -> PyRef {
        try checked(
            content.withUnsafeBytes {
                PyBytes_FromStringAndSize($0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
            })
    }

    /// A `bytes` of `count` bytes that `fill` writes, all of them, before anybody else sees the object.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    public func bytes(
        count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void
    ) throws(PythonError) -> PyRef {
        let object = try checked(PyBytes_FromStringAndSize(nil, count))
        var start: UnsafeMutablePointer<CChar>?
        var length = 0
        // Without a place for the length it would refuse NUL bytes, which fresh memory may hold.
        try checked(PyBytes_AsStringAndSize(object.pointer, &start, &length))
        fill(UnsafeMutableRawBufferPointer(start: start, count: count))
        return object
    }
}

extension PyHandle where Self: ~Copyable & ~Escapable {
    /// The content of a `bytes` in place. The caller keeps the object alive.
    @inlinable @inline(__always)
    public func unsafeBytes() throws(PythonError) -> UnsafeRawBufferPointer {
        var start: UnsafeMutablePointer<CChar>?
        var count = 0
        // PyBytes_AsStringAndSize without a place for the count would refuse NUL bytes.
        try PythonBridge.checked(PyBytes_AsStringAndSize(pointer, &start, &count))
        return UnsafeRawBufferPointer(start: start, count: count)
    }
}
