internal import CPythonABI

extension PythonRuntime {
    /// Takes the interpreter of the calling thread, the main one or a sub-interpreter, for code that only ever runs inside
    /// calls from Python and goes through ``Python/assumeAttached(_:)`` alone.
    ///
    /// Unlike ``host()`` it opens no way in: no thread of ours attaches by itself, nothing is registered with `atexit` or
    /// for forks, and an interpreter that ends takes nothing along that another one needs. Attached; calling it again is
    /// harmless.
    ///
    /// Since nobody attaches, nobody releases what was dropped while detached: drop a ``PyStored`` inside a call. (Whoever
    /// came next might be in another interpreter than the object.)
    public static func visit() throws(PythonRuntimeError) {
        // Another interpreter of this process has seen to it. Two that come here at once write the same values.
        if cpython_is_calibrated() { return }
        try Library.loadFromProcess()
        guard Py_IsInitialized() != 0 else {
            throw PythonRuntimeError(.wrongState, "not called from Python: load the library with ctypes.PyDLL")
        }
        cpython_calibrate()
    }
}
