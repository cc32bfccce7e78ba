// What lies inside an object, without a reference of its own. Written out for both kinds of handle: what comes out of an owned
// one must end before that handle does, what comes out of a borrowed one lives as long as the owner it borrows from.
public import CPythonABI

extension PyRef {
    /// `self[index]` of a tuple, without negative indexes. Borrowed: a tuple never lets go of an item.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    public func tupleItem(_ index: Int) throws(PythonError) -> PyBorrowed {
        PyBorrowed(unchecked: try PythonBridge.checked(PyTuple_GetItem(pointer, index)))
    }

    /// The content of a `bytes` in place, for as long as this handle lives; throws `TypeError` for anything else.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    public func bytesSpan() throws(PythonError) -> RawSpan {
        let span = RawSpan(_unsafeBytes: try unsafeBytes())
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// A `str`'s content as UTF-8, cached in the object, for as long as this handle lives.
    ///
    /// Throws `TypeError` for anything else, `UnicodeEncodeError` for lone surrogates.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    public func utf8Span() throws(PythonError) -> RawSpan {
        let span = RawSpan(_unsafeBytes: try unsafeUTF8())
        return unsafe _overrideLifetime(span, borrowing: self)
    }
}

extension PyBorrowed {
    /// `self[index]` of a tuple, without negative indexes. Borrowed: a tuple never lets go of an item.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func tupleItem(_ index: Int) throws(PythonError) -> PyBorrowed {
        PyBorrowed(unchecked: try PythonBridge.checked(PyTuple_GetItem(pointer, index)))
    }

    /// The content of a `bytes` in place, for as long as its owner lives; throws `TypeError` for anything else.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func bytesSpan() throws(PythonError) -> RawSpan {
        let span = RawSpan(_unsafeBytes: try unsafeBytes())
        return unsafe _overrideLifetime(span, copying: self)
    }

    /// A `str`'s content as UTF-8, cached in the object, for as long as its owner lives.
    ///
    /// Throws `TypeError` for anything else, `UnicodeEncodeError` for lone surrogates.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func utf8Span() throws(PythonError) -> RawSpan {
        let span = RawSpan(_unsafeBytes: try unsafeUTF8())
        return unsafe _overrideLifetime(span, copying: self)
    }
}
