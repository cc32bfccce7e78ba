import CrosswindThreads
import Testing

@Suite struct ThreadSignalTests {
    @Test func onePermit() {
        let signal = ThreadSignal()
        #expect(!signal.wait(nanoseconds: 0))
        signal.signal()
        signal.signal()
        #expect(signal.wait(nanoseconds: 1))
        #expect(!signal.wait(nanoseconds: 1_000_000))
    }

    /// Two threads that wake each other, with plain memory that only the signals protect.
    @Test func pingPong() throws {
        final class Shared: @unchecked Sendable {
            var value = 0
            let there = ThreadSignal()
            let back = ThreadSignal()
        }
        let shared = Shared()
        let thread = try NativeThread.start(name: "pong") {
            for _ in 0..<2000 {
                shared.there.wait()
                shared.value += 1
                shared.back.signal()
            }
        }
        for round in 0..<2000 {
            shared.value += 1
            shared.there.signal()
            if round % 2 == 0 {
                shared.back.wait()
            } else {
                while !shared.back.wait(nanoseconds: 1_000_000) {}
            }
        }
        #expect(thread.join(within: .seconds(20)))
        #expect(shared.value == 4000)
    }
}
