/// Starts plain threads that nobody has to join. Signals are blocked in them so that they reach Python's main thread.
package enum BackgroundThread {
    /// Runs `body` on a thread of its own.
    ///
    /// - Returns: whether the system had a thread to give.
    package static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        (try? NativeThread.start(body)) != nil
    }

    /// What the calling thread is called in `ps` and debuggers; the kernel keeps 15 bytes of it.
    package static func nameThisThread(_ name: String) { NativeThread.nameThisThread(name) }
}
