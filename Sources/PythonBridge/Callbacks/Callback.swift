public import CPythonABI

extension Python {
    /// The frame of a callback that Python calls: runs `body` with the token; an error it throws becomes the current
    /// exception, and nil is returned, which tells Python to look for it.
    ///
    /// `body` returns a new reference (``PyRef/take()``, ``PyBorrowed``'s `owned().take()`, ``returnNone()``).
    @inlinable @inline(__always)
    @available(*, noasync, message: "a callback from Python is synchronous")
    public static func callback(
        _ body: (inout Python) throws(PythonError) -> PyPointer
    ) -> PyPointer? {
        assumeAttached { python in
            do throws(PythonError) {
                return try body(&python)
            } catch {
                error.raise(python)
                return nil
            }
        }
    }

    /// A new reference to `None`, for a callback to return.
    @inlinable @inline(__always)
    public func returnNone() -> PyPointer {
        Py_IncRef(Py_None())
        return Py_None()
    }
}
