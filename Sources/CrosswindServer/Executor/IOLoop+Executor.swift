import CrosswindThreads

extension IOLoop {
    /// Runs `body`, which may block, on a thread that is no loop's, and gives back what it returns (Tornado:
    /// `IOLoop.run_in_executor`):
    ///
    ///     let row = try await IOLoop.current.runInExecutor { try database.fetch(id) }
    ///
    /// The caller goes on where it was, on its loop. `body` has the caller's task-local values and sees its cancellation;
    /// it does not begin if the task was cancelled before its turn came.
    ///
    /// - Parameters:
    ///   - executor: whose thread; nil for the loop's default, see ``setDefaultExecutor(_:)``.
    ///   - body: Called on a thread of the executor; may block.
    /// - Throws: what `body` threw; `CancellationError`; ``IOLoopError/executorShutdown``.
    @concurrent public func runInExecutor<Success: Sendable>(
        on executor: (any TaskExecutor)? = nil, _ body: @escaping @Sendable () throws -> Success
    ) async throws -> Success {
        let executor = executor ?? defaultExecutor
        if let pool = executor as? ThreadPoolExecutor, pool.isShutdown { throw IOLoopError.executorShutdown }
        return try await withTaskExecutorPreference(executor) {
            try Task.checkCancellation()
            return try body()
        }
    }

    /// What ``runInExecutor(on:_:)`` uses on this loop from now on (Tornado: `IOLoop.set_default_executor`). Loops for which
    /// none was set share ``ThreadPoolExecutor/shared``.
    public func setDefaultExecutor(_ executor: any TaskExecutor) { chosenExecutor.withLock { $0 = executor } }

    var defaultExecutor: any TaskExecutor { chosenExecutor.withLock { $0 } ?? ThreadPoolExecutor.shared }
}
