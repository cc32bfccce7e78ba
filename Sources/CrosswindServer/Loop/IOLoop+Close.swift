import CrosswindThreads
import NIOCore
import Synchronization

extension IOLoop {
    /// Stops the loop for good: no callback or timeout runs any more, ``start()`` returns at once, and ``addCallback(_:)``
    /// and its like do nothing. Closing twice is closing once.
    ///
    /// A loop of ``init()`` ends its thread, soon after this returns; tasks that were waiting on it go on on Swift's own
    /// threads. A loop that servers run on keeps its thread and serves on.
    public func close() {
        guard !closed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        SignalCallbacks.removeAll(of: self)
        gate.stop()
        guard let ownGroup else { return }
        executor.close {
            // Joins the loop's thread, hence on another.
            _ = BackgroundThread.start { try? ownGroup.syncShutdownGracefully() }
        }
    }
}
