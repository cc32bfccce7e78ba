import NIOCore
import Testing

@testable import CrosswindServer

@Suite struct InstantTests {
    @Test func arithmetic() {
        let now = IOLoop.current.time()
        #expect(now + .seconds(5) > now)
        #expect(now.duration(to: now + .milliseconds(1500)) == .milliseconds(1500))
        #expect((now + .seconds(5)) - now == .seconds(5))
        #expect(now - .nanoseconds(1) < now)
        #expect(now.duration(to: now - .seconds(1)) == .seconds(-1))
    }

    @Test func sumsEndAtItsEnds() {
        let now = IOLoop.current.time()
        let end = IOLoop.Instant(nanoseconds: .max)
        #expect(now + .seconds(Int64.max) == end)
        #expect(end + .nanoseconds(1) == end)
        #expect(now - .seconds(Int64.max) == IOLoop.Instant(nanoseconds: 0))
        #expect(now + .seconds(Int64.min) == IOLoop.Instant(nanoseconds: 0))
        #expect(end.deadline == .distantFuture)
    }

    @Test func allLoopsHaveOneClock() {
        let loop = IOLoop()
        defer { loop.close() }
        let first = loop.time()
        let second = IOLoop.current.time()
        #expect(first <= second)
        #expect(second <= loop.time())
    }
}
