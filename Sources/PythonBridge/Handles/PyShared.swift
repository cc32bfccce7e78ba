/// A stored handle that can be copied, and put into an optional: one object of Swift that holds one of Python.
///
/// ``PyStored`` costs nothing but is `~Copyable`; the compiler (6.3) cannot yet borrow out of an *optional* one that is a
/// property of a class. Where a handle may be absent, or has several owners, this is the way.
public final class PyShared: Sendable {
    /// The handle.
    public let stored: PyStored

    /// Takes over a stored handle.
    public init(_ stored: consuming PyStored) {
        self.stored = stored
    }

    /// A new owned handle on the object.
    @_lifetime(borrow py)
    public func owned(_ py: borrowing Python) -> PyRef { stored.owned(py) }
}
