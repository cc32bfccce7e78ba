/// Wakes one sleeping thread: a semaphore of at most one permit. The monitor guards the flag, hence unchecked.
package final class ThreadSignal: @unchecked Sendable {
    private let monitor = Monitor()
    private var isSet = false

    package init() {}

    /// Lets the waiting thread, or the next to wait, go on. Any thread.
    package func signal() {
        monitor.locked { isSet = true }
        // After the unlock: a woken thread that finds the lock taken would go straight back to sleep.
        monitor.wakeOne()
    }

    /// Sleeps until signalled.
    package func wait() {
        monitor.locked {
            while !isSet { monitor.wait() }
            isSet = false
        }
    }

    /// Sleeps until signalled or for `nanoseconds`; whether it was signalled.
    package func wait(nanoseconds: UInt64) -> Bool {
        let deadline = Monitor.now &+ nanoseconds
        return monitor.locked {
            while !isSet, Monitor.now < deadline { monitor.wait(until: deadline) }
            defer { isSet = false }
            return isSet
        }
    }
}
