// @unchecked Sendable: the address may be carried to, and dropped on, any thread. The object behind it is reached only
// with the token of an attached thread, and the reference is given back only by one.
public import CPythonABI

/// An owned reference that outlives the attachment: for properties, queues and other threads.
///
/// Nothing can be done with it but ``borrow(_:)`` it on an attached thread. When dropped by an attached thread it releases
/// the object at once; by any other, the reference joins a list that the next thread to attach works off. Once the
/// interpreter is finalised it is forgotten on purpose.
@frozen
public struct PyStored: ~Copyable, @unchecked Sendable {
    /// The object's address.
    @usableFromInline let pointer: PyPointer

    /// Takes over a reference that the caller owns.
    @inlinable @inline(__always)
    public init(owning pointer: PyPointer) {
        self.pointer = pointer
    }

    @inlinable @inline(__always)
    deinit {
        if cpython_thread_is_attached() {
            Py_DecRef(pointer)
        } else {
            PendingReleases.add(pointer)
        }
    }

    /// The object, for as long as the stored handle stays where it is and the thread stays attached.
    ///
    /// For a local variable or a parameter. A property of a class is borrowed for one expression only; there ``owned(_:)``
    /// does, at the price of counting, or ``unsafeBorrow(_:)``.
    @inlinable @inline(__always)
    @_lifetime(borrow self, borrow py)
    public func borrow(_ py: borrowing Python) -> PyBorrowed { PyBorrowed(unchecked: pointer) }

    /// The object, for as long as the thread stays attached. Unsafe in one way: the caller vouches that the stored handle
    /// lives as long.
    @inlinable @inline(__always)
    @_lifetime(borrow py)
    public func unsafeBorrow(_ py: borrowing Python) -> PyBorrowed { PyBorrowed(unchecked: pointer) }

    /// A new owned handle on the object, independent of the stored one.
    @inlinable @inline(__always)
    @_lifetime(borrow py)
    public func owned(_ py: borrowing Python) -> PyRef {
        Py_IncRef(pointer)
        return PyRef(unchecked: pointer)
    }

    /// Gives up the handle and hands its reference to the caller, who must release it attached.
    @inlinable @inline(__always)
    public consuming func take() -> PyPointer {
        let pointer = pointer
        discard self
        return pointer
    }

    /// The bare address, for the C API on an attached thread; valid as long as the stored handle.
    @inlinable @inline(__always)
    public var unsafePointer: PyPointer { pointer }
}
