public import CPythonABI

/// The address of a Python object, with no promise about who holds it.
public typealias PyPointer = OpaquePointer

/// What can be done with any live Python object, owned (``PyRef``) or borrowed (``PyBorrowed``).
///
/// A handle exists only on a thread that is attached, because it depends on the token ``Python`` and cannot be captured,
/// stored or returned past it. So no method here asks for the token again. Every method may run arbitrary Python code, and
/// with it other threads, unless it says otherwise.
public protocol PyHandle: ~Copyable, ~Escapable {
    /// The object's address. Valid as long as the handle; reading it changes no reference count.
    var pointer: PyPointer { get }
}

extension PyHandle where Self: ~Copyable & ~Escapable {
    /// A new owned handle on the same object.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func owned() -> PyRef {
        Py_IncRef(pointer)
        return PyRef(unchecked: pointer)
    }

    /// A new storable handle on the same object.
    @inlinable @inline(__always)
    public func stored() -> PyStored {
        Py_IncRef(pointer)
        return PyStored(owning: pointer)
    }

    /// Whether both are the same object (`is`). Runs no Python code.
    @inlinable @inline(__always)
    public func `is`(_ other: borrowing some PyHandle & ~Copyable & ~Escapable) -> Bool { pointer == other.pointer }

    /// Whether the object is `None`. Runs no Python code.
    @inlinable @inline(__always)
    public var isNone: Bool { pointer == Py_None() }
}
