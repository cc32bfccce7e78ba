import CrosswindThreads
import NIOCore
import Synchronization

extension IOLoop {
    /// Blocks the calling thread until ``stop()`` (Tornado: `IOLoop.start`). May be called again after it returned.
    ///
    /// Returns at once if `stop()` was called while nobody waited, as Tornado's does, and if the loop is closed. If several
    /// threads wait, one `stop()` lets them all go. Must not be called on a loop's thread: that is a programming error
    /// which ends the process.
    public func start() {
        precondition(!eventLoop.inEventLoop, "IOLoop.start() called on the loop's own thread")
        guard !isClosed else { return }
        Autoreload.startIfWanted()
        _ = gate.wait()
    }

    /// Lets ``start()`` return, or the next one when nobody is in it (Tornado: `IOLoop.stop`). Stopping twice before
    /// `start()` has returned is stopping once, and so is stopping twice in one callback, which comes to its end first.
    /// Servers, callbacks and timeouts on the loop go on.
    public func stop() {
        guard eventLoop.inEventLoop else { return gate.stop() }
        guard !isStopUnderWay.exchange(true, ordering: .relaxed) else { return }
        eventLoop.execute {
            self.isStopUnderWay.store(false, ordering: .relaxed)
            self.gate.stop()
        }
    }

    /// Runs `body` on the loop and blocks the calling thread until it is done (Tornado: `IOLoop.run_sync`): for programs
    /// and tests that are not asynchronous themselves.
    ///
    /// - Parameters:
    ///   - timeout: when that has passed, `body`'s task is cancelled and this throws without waiting for it; nil waits
    ///     as long as it takes.
    ///   - body: Called on the loop.
    /// - Throws: what `body` threw; ``IOLoopError/timedOut``; ``IOLoopError/stopped`` if ``stop()`` was called meanwhile;
    ///   ``IOLoopError/closed``.
    ///
    /// Must not be called on a loop's thread, which would wait for itself; and `body` must not need the actor whose thread
    /// this blocks, the main one in a program's `main.swift`.
    @available(*, noasync, message: "runSync blocks its thread; await the work itself")
    public func runSync<Success: Sendable>(
        timeout: Duration? = nil, _ body: @escaping @Sendable () async throws -> Success
    ) throws -> Success {
        precondition(!eventLoop.inEventLoop, "IOLoop.runSync() called on the loop's own thread")
        guard !isClosed else { throw IOLoopError.closed }
        let outcome = Outcome<Success>()
        let task = Task(executorPreference: executor) { [gate] in
            do { outcome.set(.success(try await body())) } catch { outcome.set(.failure(error)) }
            gate.lookAgain()
        }
        let deadline = timeout.map { Monitor.now + UInt64(max(0, $0.clampedNanoseconds)) }
        switch gate.wait(until: deadline, isDone: { outcome.isSet }) {
        case .done: return try outcome.get()
        case .timedOut:
            task.cancel()
            throw IOLoopError.timedOut
        case .stopped:
            task.cancel()
            throw isClosed ? IOLoopError.closed : .stopped
        }
    }
}

/// What became of the body of `runSync`, from its task to the thread that waits.
private final class Outcome<Success: Sendable>: Sendable {
    private let result = Guarded<Result<Success, any Error>?>(nil)
    func set(_ value: Result<Success, any Error>) { result.withLock { $0 = value } }
    var isSet: Bool { result.withLock { $0 != nil } }
    func get() throws -> Success {
        guard let value = result.withLock({ $0 }) else { preconditionFailure("no result yet") }
        return try value.get()
    }
}
