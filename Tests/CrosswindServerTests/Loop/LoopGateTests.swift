import CrosswindThreads
import Synchronization
import Testing

@testable import CrosswindServer

@Suite struct LoopGateTests {
    @Test func aStopBeforeTheWaitEndsItAndNotTheNext() {
        let gate = LoopGate()
        gate.stop()
        gate.stop()
        #expect(gate.wait() == .stopped)
        #expect(gate.wait(until: Monitor.now) == .timedOut)
    }

    @Test func isDoneComesBeforeAStop() {
        let gate = LoopGate()
        gate.stop()
        #expect(gate.wait { true } == .done)
        // It went with the wait that it came to.
        #expect(gate.wait(until: Monitor.now) == .timedOut)
    }

    @Test func looksAgain() {
        let gate = LoopGate()
        let isDone = Atomic(false)
        inThread {
            pause(milliseconds: 20)
            isDone.store(true, ordering: .releasing)
            gate.lookAgain()
        }
        #expect(gate.wait { isDone.load(ordering: .acquiring) } == .done)
    }
}
