/// A Python object that somebody else holds for as long as this handle can exist. Copies freely, counts nothing.
///
/// It depends on the owner: a ``PyRef``, a ``PyStored``, the tuple it is an item of. Items of lists and dicts, which any
/// Python code can remove, are handed out as ``PyRef``; that is why a borrowed handle stays good even when a call in
/// between lets other threads run.
@frozen
public struct PyBorrowed: ~Escapable, PyHandle {
    /// The object's address.
    public let pointer: PyPointer

    /// Trusts the caller that something holds the object until the token's borrow ends, as CPython does for the arguments of
    /// a callback.
    @inlinable @inline(__always)
    @_lifetime(borrow py)
    public init(unsafe pointer: PyPointer, _ py: borrowing Python) {
        self.pointer = pointer
    }

    /// For results whose dependence on an owner the caller's signature states.
    @inlinable @inline(__always)
    @_lifetime(immortal)
    init(unchecked pointer: PyPointer) {
        self.pointer = pointer
    }
}
