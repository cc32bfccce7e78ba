import Testing

@testable import CrosswindServer

@Suite struct LogThrottleTests {
    @Test func oneASecond() {
        var throttle = LogThrottle()
        let second: UInt64 = 1_000_000_000
        #expect(throttle.next(5 * second) == 0)
        #expect(throttle.next(5 * second) == nil && throttle.next(6 * second - 1) == nil)
        #expect(throttle.next(6 * second) == 2)
        #expect(throttle.next(8 * second) == 0)
    }
}
