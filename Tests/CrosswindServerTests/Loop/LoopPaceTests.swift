import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// When a loop lets workers finish first.
@Suite struct LoopPaceTests {
    /// On a thread of its own, whose policy nobody else minds: whether it yielded after each of the steps.
    private func walk(_ steps: [@Sendable (inout LoopPace) -> Void]) async -> [Bool] {
        await withCheckedContinuation { done in
            inThread {
                var pace = LoopPace()
                var seen: [Bool] = []
                for step in steps {
                    step(&pace)
                    seen.append(pace.yields)
                    #if os(Linux)
                    // What it says of itself is what the system does.
                    #expect(sched_getscheduler(0) == (pace.yields ? 3 : 0))
                    #endif
                }
                done.resume(returning: seen)
            }
        }
    }

    @Sendable private static func crowded(_ pace: inout LoopPace) { for _ in 0..<16 { pace.submitted(crowded: true) } }
    @Sendable private static func alone(_ pace: inout LoopPace) { for _ in 0..<16 { pace.submitted(crowded: false) } }

    @Test func yieldsWhileRequestsWait() async {
        #expect(await walk([{ _ in }, Self.crowded, Self.alone]) == [false, true, false])
    }

    @Test func oneTurnChangesNothing() async {
        let once: @Sendable (inout LoopPace) -> Void = { $0.submitted(crowded: true) }
        let notOnce: @Sendable (inout LoopPace) -> Void = { $0.submitted(crowded: false) }
        #expect(await walk([once, Self.crowded, notOnce, once, Self.crowded]) == [false, true, true, true, true])
    }

    /// A burst has no end of its own: no request comes after it.
    @Test func aBurstIsOver() async {
        let tick: @Sendable (inout LoopPace) -> Void = { $0.tick() }
        #expect(await walk([Self.crowded, tick, tick]) == [true, true, false])
        #expect(await walk([Self.crowded, tick, Self.crowded, tick]) == [true, true, true, true])
        #expect(await walk([Self.crowded, { $0.calm() }]) == [true, false])
    }
}
