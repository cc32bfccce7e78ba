import NIOCore

extension IOLoop {
    /// A call that ``callLater(_:_:)``, ``callAt(_:_:)`` or ``addTimeout(_:_:)-(Duration,_)`` promised.
    public struct Timeout: Sendable {
        private let task: Scheduled<Void>?

        init(_ task: Scheduled<Void>?) { self.task = task }

        /// Takes the promise back, if it isn't kept already; once or more. Any thread. What the callback holds is let go.
        public func cancel() { task?.cancel() }
    }

    /// Runs `body` on the loop once `delay` has passed, never before (Tornado: `IOLoop.call_later`). Any thread. What it
    /// throws is logged. A delay of zero or less is over at once.
    @discardableResult
    public func callLater(_ delay: Duration, _ body: @escaping @Sendable () throws -> Void) -> Timeout {
        callAt(time() + max(delay, .zero), body)
    }

    /// Runs `body` on the loop at `when` by the clock of ``time()``, never before (Tornado: `IOLoop.call_at`). Any thread.
    /// Those of the same moment run in the order in which they were asked for.
    @discardableResult
    public func callAt(_ when: Instant, _ body: @escaping @Sendable () throws -> Void) -> Timeout {
        guard !isClosed else { return Timeout(nil) }
        return Timeout(eventLoop.scheduleTask(deadline: when.deadline) { self.run(body) })
    }

    /// ``callAt(_:_:)`` by Tornado's older name.
    @discardableResult
    public func addTimeout(_ deadline: Instant, _ body: @escaping @Sendable () throws -> Void) -> Timeout {
        callAt(deadline, body)
    }

    /// ``callLater(_:_:)`` by Tornado's older name (there a deadline as `timedelta`).
    @discardableResult
    public func addTimeout(_ delay: Duration, _ body: @escaping @Sendable () throws -> Void) -> Timeout {
        callLater(delay, body)
    }

    /// Takes a promise back (Tornado: `IOLoop.remove_timeout`). Any thread; harmless when it is kept or taken back already.
    public func removeTimeout(_ timeout: Timeout) { timeout.cancel() }
}
