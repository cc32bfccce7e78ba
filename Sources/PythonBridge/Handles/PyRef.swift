public import CPythonABI

/// An owned reference to a Python object, released when the handle ends.
///
/// Lives on an attached thread only: it depends on the token, may not be captured by a closure, and must end before
/// `detached` begins. To keep an object for longer, ``store()`` it.
@frozen
public struct PyRef: ~Copyable, ~Escapable, PyHandle {
    /// The object's address.
    public let pointer: PyPointer

    /// Takes over a reference that the caller owns ("new reference" in CPython's documentation).
    @inlinable @inline(__always)
    @_lifetime(borrow py)
    public init(owning pointer: PyPointer, _ py: borrowing Python) {
        self.pointer = pointer
    }

    /// For results whose dependence on a token the caller's signature states.
    @inlinable @inline(__always)
    @_lifetime(immortal)
    init(unchecked pointer: PyPointer) {
        self.pointer = pointer
    }

    @inlinable @inline(__always)
    deinit { Py_DecRef(pointer) }

    /// Gives up the handle and hands its reference to the caller, who must release it or pass it on.
    @inlinable @inline(__always)
    public consuming func take() -> PyPointer {
        let pointer = pointer
        discard self
        return pointer
    }

    /// Turns the handle into one that outlives the attachment. Changes no reference count.
    @inlinable @inline(__always)
    public consuming func store() -> PyStored { PyStored(owning: take()) }

    /// The same object without a reference of its own, for as long as this handle lives.
    @inlinable @inline(__always)
    @_lifetime(borrow self)
    public func borrow() -> PyBorrowed { PyBorrowed(unchecked: pointer) }
}
