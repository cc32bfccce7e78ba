import CrosswindThreads
public import NIOCore
import NIOPosix
import Synchronization

/// Tornado's event loop, over a SwiftNIO one.
///
/// A server runs on one or more loops, each a thread of its own. ``current`` is the loop of the calling thread, or the
/// process's first one elsewhere. Python is never attached on a loop's thread.
///
/// A loop's thread works from the loop's first use to the end of the process, or until ``close()``; ``start()`` and
/// ``stop()`` are about the thread that calls `start()`, which waits. Everything here may be called on any thread unless
/// it says otherwise.
public final class IOLoop: Sendable {
    /// The SwiftNIO loop underneath, for all that this façade doesn't say.
    public let eventLoop: any EventLoop
    let gate = LoopGate()
    /// The end of the callback that called `stop()` is awaited. For the loop's thread alone.
    let isStopUnderWay = Atomic<Bool>(false)
    let executor: LoopTaskExecutor
    /// The thread of a loop that `init()` made.
    let ownGroup: MultiThreadedEventLoopGroup?
    let closed = Atomic<Bool>(false)
    let chosenExecutor = Guarded<(any TaskExecutor)?>(nil)

    /// A loop with a thread of its own, beside those that servers run on (Tornado: `IOLoop()`). ``close()`` it when it is
    /// no longer needed; it is ``current`` to what runs on it, and to nobody else.
    public convenience init() {
        let group = LoopThreads.make(1)
        self.init(group.next(), owning: group)
        Self.known.withLock { $0[ObjectIdentifier(eventLoop)] = self }
    }

    init(_ eventLoop: any EventLoop, owning group: MultiThreadedEventLoopGroup? = nil) {
        self.eventLoop = eventLoop
        ownGroup = group
        executor = LoopTaskExecutor(eventLoop)
    }

    /// For tasks that are to run on this loop's thread, whatever they wait for:
    ///
    ///     Task(executorPreference: loop.taskExecutor) { … }
    ///
    /// They share the thread with all connections of the loop, so they must not block it. What a `Task { … }` inside does
    /// may run there too; `Task.detached` leaves the loop.
    public var taskExecutor: any TaskExecutor { executor }

    /// One for each event loop, or a `stop()` on the loop would not reach the `start()` elsewhere. Closed ones stay, as
    /// tasks may still refer to their executors, and so that no other event loop takes their address.
    private static let known = Guarded<[ObjectIdentifier: IOLoop]>([:])

    /// The loop of the calling thread, or the process's first one when the thread isn't a loop's.
    public static var current: IOLoop {
        let eventLoop: any EventLoop
        if let here = MultiThreadedEventLoopGroup.currentEventLoop {
            eventLoop = here
        } else {
            eventLoop = LoopThreads.group(of: 1).next()
        }
        return of(eventLoop)
    }

    /// The one of an event loop.
    static func of(_ eventLoop: any EventLoop) -> IOLoop {
        known.withLock { known in
            let key = ObjectIdentifier(eventLoop)
            if let there = known[key] { return there }
            let fresh = IOLoop(eventLoop)
            known[key] = fresh
            return fresh
        }
    }

    /// Whether ``close()`` was called.
    public var isClosed: Bool { closed.load(ordering: .acquiring) }
}
