import CrosswindThreads
import Testing

@Suite struct MonitorTests {
    @Test func deadlines() {
        let now = Monitor.now
        #expect(Monitor.deadline(after: .seconds(-5)) >= now)
        #expect(Monitor.deadline(after: .seconds(3)) >= now + 3_000_000_000)
        // Centuries, but no overflow.
        #expect(Monitor.deadline(after: .seconds(Int64.max)) > now)
    }

    @Test func waitsUntilADeadline() {
        let monitor = Monitor()
        let deadline = Monitor.now + 2_000_000
        monitor.locked {
            while Monitor.now < deadline { monitor.wait(until: deadline) }
        }
        #expect(Monitor.now >= deadline)
    }
}
