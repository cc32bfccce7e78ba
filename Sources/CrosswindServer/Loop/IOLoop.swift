public import NIOCore
import NIOPosix
import Synchronization

/// Tornado's event loop, over a SwiftNIO one.
///
/// A server runs on one or more loops, each a thread of its own. ``current`` is the loop of the calling thread, or the
/// process's first one elsewhere. Python is never attached on a loop's thread.
public final class IOLoop: Sendable {
    /// The SwiftNIO loop underneath, for all that this façade doesn't say.
    public let eventLoop: any EventLoop
    private let stopping = Mutex(false)
    private let stopped = ThreadSignal()

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// One for each event loop, or a `stop()` on the loop would not reach the `start()` elsewhere.
    private static let known = Mutex<[ObjectIdentifier: IOLoop]>([:])

    /// The loop of the calling thread, or the process's first one when the thread isn't a loop's.
    public static var current: IOLoop {
        let eventLoop: any EventLoop
        if let here = MultiThreadedEventLoopGroup.currentEventLoop {
            eventLoop = here
        } else {
            eventLoop = LoopThreads.group(of: 1).next()
        }
        return known.withLock { known in
            let key = ObjectIdentifier(eventLoop)
            if let there = known[key] { return there }
            let fresh = IOLoop(eventLoop)
            known[key] = fresh
            return fresh
        }
    }

    /// Blocks the calling thread until ``stop()``. Must not be called on a loop's thread.
    public func start() {
        precondition(!eventLoop.inEventLoop, "IOLoop.start() called on the loop's own thread")
        stopped.wait()
    }

    /// Lets ``start()`` return. Any thread; only the first call counts.
    public func stop() {
        let first = stopping.withLock { stopping in
            defer { stopping = true }
            return !stopping
        }
        if first { stopped.signal() }
    }

    /// Runs `body` on the loop, after what is already due. Any thread.
    public func addCallback(_ body: @escaping @Sendable () -> Void) { eventLoop.execute(body) }

    /// Runs `body` on the loop once `delay` has passed. Any thread.
    @discardableResult
    public func callLater(_ delay: Duration, _ body: @escaping @Sendable () -> Void) -> Timeout {
        Timeout(eventLoop.scheduleTask(in: TimeAmount(delay), body))
    }

    /// A call that ``callLater(_:_:)`` promised.
    public struct Timeout: Sendable {
        private let task: Scheduled<Void>
        init(_ task: Scheduled<Void>) { self.task = task }
        /// Takes the promise back, if it isn't kept already. Any thread.
        public func cancel() { task.cancel() }
    }
}
