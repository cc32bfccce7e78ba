internal import CPythonABI

extension Python {
    /// Runs the Python handlers of signals that have come since (`PyErr_CheckSignals`). On Python's main thread; a main
    /// thread that sleeps detached calls it when a signal has woken it. Throws what a handler raised.
    public func checkSignals() throws(PythonError) { try checked(PyErr_CheckSignals()) }
}
