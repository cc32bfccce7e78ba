import Testing

@testable import CrosswindCLI

/// When a worker has lived long enough.
@Suite struct RecyclingLimitsTests {
    private func recycling(
        requests: Int = 0, jitter: Int = 0, age: Duration = .zero, memory: UInt64 = 0
    ) -> Recycling {
        Recycling(requests: requests, jitter: jitter, age: age, memory: memory)
    }

    @Test func off() {
        #expect(!RecyclingLimits(nil).isOn && RecyclingLimits(nil).reached() == nil)
        #expect(!recycling(jitter: 5).isOn && !RecyclingLimits(recycling(jitter: 5)).isOn)
    }

    @Test func notReached() {
        let limits = RecyclingLimits(recycling(requests: 1_000_000, jitter: 10, age: .seconds(3600), memory: 1 << 50))
        #expect(limits.isOn && limits.reached() == nil)
    }

    @Test func reached() {
        #expect(RecyclingLimits(recycling(age: .nanoseconds(1))).reached()?.0.contains("--max-worker-age") == true)
        #if os(Linux)
        let limits = RecyclingLimits(recycling(memory: 4096))
        #expect(limits.reached() == nil)
        #expect(limits.reached(at: .now + .seconds(10))?.0.contains("--max-worker-rss") == true)
        #endif
    }
}
