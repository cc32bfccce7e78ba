import NIOCore
import NIOPosix
import Testing

@testable import CrosswindServer

/// The clock of the timeouts.
@Suite struct LoopStateTests {
    private func state(_ change: (inout ServerConfiguration) -> Void) -> LoopState {
        var settings = ServerConfiguration.forTests
        change(&settings)
        let core = ServerCore(configuration: settings, callback: ClosureCallback { $0.respond(status: 200) })
        return LoopState(eventLoop: LoopThreads.group(of: 1).next(), core: core)
    }

    /// A quarter of the shortest timeout, within bounds.
    @Test(arguments: [(10, 20), (400, 100), (1_000, 250), (60_000, 500)])
    func tickLength(_ timeout: Int, _ expected: Int64) {
        #expect(state { $0.bodyTimeout = .milliseconds(timeout) }.tickLength == .milliseconds(expected))
    }

    /// Never early, whatever the tick is when it starts; at most two ticks late.
    @Test(arguments: [0, 1, 99, 100, 101, 400, 60_000, 86_400_000])
    func deadlines(_ milliseconds: Int) {
        let state = state { $0.headerTimeout = .milliseconds(400) }
        let length = state.tickLength.nanoseconds
        let timeout = Int64(milliseconds) * 1_000_000
        // The current tick may be over at once.
        let earliest = Int64(state.deadline(.milliseconds(milliseconds)) - state.tick - 1) * length
        #expect(earliest >= timeout)
        #expect(earliest <= timeout + 2 * length)
    }

    /// Longer than anybody waits, but neither a trap nor over at once.
    @Test(arguments: [4_000_000_000, 100_000_000_000, .max] as [Int64]) func absurdTimeouts(_ seconds: Int64) {
        let state = state { $0.keepAliveTimeout = .seconds(seconds) }
        for deadline in [state.deadline(.seconds(seconds)), state.keepAliveDeadline()] {
            let ahead = Int32(bitPattern: deadline &- state.tick)
            #expect(ahead > 1 << 29)
        }
    }
}
