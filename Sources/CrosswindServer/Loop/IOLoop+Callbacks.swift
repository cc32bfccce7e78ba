import CrosswindThreads
public import Logging
public import NIOCore

extension IOLoop {
    private static let log = Guarded(Logger(label: "crosswind.ioloop"))

    /// Where errors go that callbacks throw (Tornado: `tornado.application`). Of all loops; any thread.
    public static var logger: Logger {
        get { log.withLock { $0 } }
        set { log.withLock { $0 = newValue } }
    }

    /// Runs `body` on the loop, after what is already due (Tornado: `IOLoop.add_callback`). Any thread; never at once,
    /// also on the loop. What it throws is logged, and the loop goes on.
    ///
    /// Not in a signal handler; there is ``addSignalHandler(_:_:)``.
    public func addCallback(_ body: @escaping @Sendable () throws -> Void) {
        guard !isClosed else { return }
        eventLoop.execute { self.run(body) }
    }

    /// Runs asynchronous `body` on the loop, after what is already due (Tornado: `IOLoop.spawn_callback`). Any thread. What
    /// it throws is logged.
    ///
    /// The task, if you want to cancel it, has its priority and task-local values from the caller.
    @discardableResult
    public func spawnCallback(_ body: @escaping @Sendable () async throws -> Void) -> Task<Void, Never> {
        Task(executorPreference: executor) {
            guard !self.isClosed else { return }
            do { try await body() } catch { Self.report(error) }
        }
    }

    /// Calls `callback` on the loop with the outcome of `task` once that is there (Tornado: `IOLoop.add_future`).
    public func addFuture<Success: Sendable, Failure: Error>(
        _ task: Task<Success, Failure>, _ callback: @escaping @Sendable (Result<Success, Failure>) throws -> Void
    ) {
        spawnCallback { try callback(await task.result) }
    }

    /// The same for one of SwiftNIO's futures, whichever loop that is of.
    public func addFuture<Success: Sendable>(
        _ future: EventLoopFuture<Success>,
        _ callback: @escaping @Sendable (Result<Success, any Error>) throws -> Void
    ) {
        future.whenComplete { result in self.addCallback { try callback(result) } }
    }

    /// On the loop: a callback whose turn has come.
    func run(_ body: () throws -> Void) {
        guard !isClosed else { return }
        do { try body() } catch { Self.report(error) }
    }

    static func report(_ error: any Error) {
        // Who cancels a task knows that it was cancelled.
        if error is CancellationError { return }
        logger.error("a callback on the loop failed", metadata: ["error": "\(type(of: error)): \(error)"])
    }
}
