extension IOLoop {
    /// Calls `callback` on the loop whenever the process gets the signal `number` (asyncio: `loop.add_signal_handler`,
    /// which Tornado refers to). It replaces an earlier callback for that signal, of any loop.
    ///
    ///     try IOLoop.current.addSignalHandler(SIGHUP) { configuration.reload() }
    ///
    /// The callback is an ordinary one and may do anything that must not block; signals that come faster than the loop
    /// takes them may become fewer. Of children made by `fork` (Python's `os.fork`, `multiprocessing`) the signal is not
    /// this process's business: there it does what it does by default.
    ///
    /// - Throws: ``IOLoopError/signalNotCatchable(_:)`` for `SIGKILL`, `SIGSTOP`, numbers that don't exist, and those by which
    ///   a program learns that it is broken (`SIGSEGV`, `SIGBUS`, `SIGFPE`, `SIGILL`); ``IOLoopError/signalTaken(_:)`` for
    ///   `SIGTERM` and `SIGINT` while the `crosswind` command waits for them.
    public func addSignalHandler(
        _ number: Int32, _ callback: @escaping @Sendable () throws -> Void
    ) throws(IOLoopError) {
        guard !isClosed else { throw .closed }
        try SignalCallbacks.set(number, loop: self, callback)
    }

    /// Takes the callback of the signal `number` away, whichever loop it is of, and gives the signal back what it did before
    /// (asyncio: `loop.remove_signal_handler`). Whether there was one.
    @discardableResult
    public func removeSignalHandler(_ number: Int32) -> Bool { SignalCallbacks.remove(number) }
}
