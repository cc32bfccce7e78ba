public import CPythonABI

/// The name that tells our capsules from those of others. One object of Swift each.
@usableFromInline let capsuleName: StaticString = "crosswind.object"

extension Python {
    /// A capsule that keeps a Swift object alive. It may be dropped on any attached thread.
    @inlinable
    @_lifetime(borrow self)
    public func capsule(_ object: AnyObject) throws(PythonError) -> PyRef {
        let address = Unmanaged.passRetained(object).toOpaque()
        guard let capsule = PyCapsule_New(address, capsuleName.cString, releaseCapsule) else {
            Unmanaged<AnyObject>.fromOpaque(address).release()
            throw PythonError.fetch()
        }
        return PyRef(unchecked: capsule)
    }
}

/// What a capsule's end does. A function of its own, because a C callback must not belong to an actor.
@usableFromInline
func releaseCapsule(_ capsule: PyPointer?) {
    guard let capsule, let address = PyCapsule_GetPointer(capsule, capsuleName.cString) else { return PyErr_Clear() }
    let was = cpython_thread_swap(1)
    Unmanaged<AnyObject>.fromOpaque(address).release()
    _ = cpython_thread_swap(was)
}

extension PyHandle where Self: ~Copyable & ~Escapable {
    /// The Swift object in a capsule; throws `TypeError` if this is no capsule of ours or holds another class.
    @inlinable
    public func capsuleObject<T: AnyObject>(as type: T.Type = T.self) throws(PythonError) -> T {
        guard PyCapsule_IsValid(pointer, capsuleName.cString) != 0,
            let address = PyCapsule_GetPointer(pointer, capsuleName.cString),
            let object = Unmanaged<AnyObject>.fromOpaque(address).takeUnretainedValue() as? T
        else {
            PyErr_Clear()
            throw PythonError(.typeError, "not the expected capsule")
        }
        return object
    }
}

/// The Swift object in a capsule that this module made for a function of ours, where nobody else could have put another:
/// unchecked, for hot callbacks. Attached.
@inlinable @inline(__always)
public func unsafeCapsuleObject<T: AnyObject>(_ capsule: PyPointer, as type: T.Type = T.self) -> T? {
    guard let address = PyCapsule_GetPointer(capsule, capsuleName.cString) else { return nil }
    return Unmanaged<T>.fromOpaque(address).takeUnretainedValue()
}
