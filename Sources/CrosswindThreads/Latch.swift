/// A door that opens once, and that threads wait at. The monitor guards the flag, hence unchecked.
package final class Latch: @unchecked Sendable {
    private let monitor = Monitor()
    private var isOpen = false

    package init() {}

    /// Lets all who wait pass, now and ever after. Any thread.
    package func open() {
        monitor.locked {
            isOpen = true
            monitor.wake()
        }
    }

    /// True once it is open, false if that takes longer than `limit` (nil: for ever).
    package func wait(within limit: Duration?) -> Bool {
        let deadline = limit.map { Monitor.deadline(after: $0) }
        return monitor.locked {
            while !isOpen {
                guard let deadline else {
                    monitor.wait()
                    continue
                }
                if Monitor.now >= deadline { return false }
                monitor.wait(until: deadline)
            }
            return true
        }
    }
}
