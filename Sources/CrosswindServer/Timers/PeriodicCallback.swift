import CrosswindThreads

/// Calls a function on the loop again and again (Tornado: `tornado.ioloop.PeriodicCallback`):
///
///     let cleaning = PeriodicCallback(.seconds(60)) { try await sessions.removeExpired() }
///     cleaning.start()
///
/// A period runs from the start of one call to the start of the next. While a call is at work, synchronous or
/// asynchronous, there is no other: periods that pass meanwhile are skipped, and the next call is back on schedule. What a
/// call throws is logged (``IOLoop/logger``) and the next one comes all the same.
///
/// It goes on until ``stop()``, whether or not anybody refers to it. Any thread may use it.
public final class PeriodicCallback: Sendable {
    /// From the start of one call to the start of the next.
    public let callbackTime: Duration
    /// How much that may vary: each period is taken by chance from a window of `jitter * callbackTime` around
    /// ``callbackTime``, so that many of them don't all come at once. 0.1 allows 10 % of variation.
    public let jitter: Double

    private let callback: @Sendable () async throws -> Void
    private let period: Int64
    private let state = Guarded(State())

    private struct State {
        var loop: IOLoop?
        var schedule: PeriodicSchedule?
        var timeout: IOLoop.Timeout?
        /// Counts the starts, so that what an earlier one set going ends by itself.
        var start = 0
        /// A call is at work, perhaps an earlier start's.
        var isInside = false
    }

    /// One that will call `callback` every `callbackTime`, once it was started. A time that isn't positive is a
    /// programming error which ends the process, as is a jitter below 0 or above 2.
    public init(
        _ callbackTime: Duration, jitter: Double = 0, _ callback: @escaping @Sendable () async throws -> Void
    ) {
        precondition(callbackTime > .zero, "a PeriodicCallback needs a positive callbackTime")
        precondition((0...2).contains(jitter), "the jitter of a PeriodicCallback is a fraction, 0 to 2")
        self.callbackTime = callbackTime
        self.jitter = jitter
        self.callback = callback
        period = max(1, callbackTime.clampedNanoseconds)
    }

    /// The same with Tornado's unit.
    public convenience init(
        milliseconds: Double, jitter: Double = 0, _ callback: @escaping @Sendable () async throws -> Void
    ) {
        self.init(.milliseconds(milliseconds), jitter: jitter, callback)
    }

    /// Whether it was started and not stopped since (Tornado: `is_running`).
    public var isRunning: Bool { state.withLock { $0.schedule != nil } }

    /// Begins, on the loop that is current here: the first call comes one period from now. Nothing happens when it runs
    /// already.
    public func start() {
        let loop = IOLoop.current
        state.withLock { state in
            guard state.schedule == nil else { return }
            state.loop = loop
            state.start += 1
            state.schedule = PeriodicSchedule(period: period, jitter: jitter, now: loop.time().signed)
            scheduleNext(&state)
        }
    }

    /// No more calls. One that is at work comes to its end. May be called from the callback, and twice.
    public func stop() {
        state.withLock { state in
            state.timeout?.cancel()
            state.timeout = nil
            state.schedule = nil
        }
    }

    private func scheduleNext(_ state: inout State) {
        guard let loop = state.loop, state.schedule != nil else { return }
        state.schedule?.advance(now: loop.time().signed)
        let start = state.start
        let when = IOLoop.Instant(nanoseconds: UInt64(state.schedule?.next ?? .max))
        state.timeout = loop.callAt(when) { self.due(start, on: loop) }
    }

    /// On the loop.
    private func due(_ start: Int, on loop: IOLoop) {
        let shallCall = state.withLock { state in
            guard state.start == start, state.schedule != nil else { return false }
            if state.isInside {
                // Stopped and started again while a call was at work.
                scheduleNext(&state)
                return false
            }
            state.isInside = true
            return true
        }
        guard shallCall else { return }
        // Here and now; a task of its own only from where it suspends.
        Task.immediate(executorPreference: loop.taskExecutor) {
            do { try await callback() } catch { IOLoop.report(error) }
            state.withLock { state in
                state.isInside = false
                if state.start == start { scheduleNext(&state) }
            }
        }
    }
}

extension IOLoop.Instant {
    fileprivate var signed: Int64 { Int64(nanoseconds) }
}
