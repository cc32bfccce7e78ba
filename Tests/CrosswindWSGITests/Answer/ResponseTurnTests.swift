import Synchronization
import Testing

@testable import CrosswindWSGI

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Whose turn it is to touch a response: without Python, whose lock would hide what is missing.
@Suite struct ResponseTurnTests {
    private static func isEntered(_ token: UInt) -> String {
        switch ResponseTurn.enter(token) {
        case .entered:
            ResponseTurn.exit(token)
            return "entered"
        case .ended: return "ended"
        case .busy: return "busy"
        }
    }

    @Test func closedOpenEnded() {
        withTurn { turn in
            let token = turn.begin()
            #expect(Self.isEntered(token) == "busy")
            turn.open()
            #expect(Self.isEntered(token) == "entered")
            #expect(Self.isEntered(token) == "entered")
            #expect(turn.close(token) == .closed)
            #expect(Self.isEntered(token) == "busy")
            turn.end()
            #expect(Self.isEntered(token) == "ended")
            let next = turn.begin()
            turn.open()
            #expect(next != token && Self.isEntered(token) == "ended" && Self.isEntered(next) == "entered")
            #expect(turn.close(next) == .closed)
        }
    }

    @Test func oneAtATime() {
        withTurn { turn in
            let token = turn.begin()
            turn.open()
            guard case .entered = ResponseTurn.enter(token) else {
                Issue.record("open, but not entered")
                return
            }
            #expect(Self.isEntered(token) == "busy")
            #expect(turn.close(token) == .busy)
            ResponseTurn.exit(token)
            #expect(turn.close(token) == .closed)
        }
    }

    /// Tokens of a place's former owner are over for its next.
    @Test func theNextOwnerOfAPlace() {
        var old: UInt = 0
        withTurn { turn in
            old = turn.begin()
            turn.open()
            #expect(turn.close(old) == .closed)
        }
        withTurn { turn in
            let token = turn.begin()
            turn.open()
            #expect(token != old)
            #expect(Self.isEntered(old) == "ended")
            #expect(turn.close(token) == .closed)
        }
    }

    /// Only an app that has done nothing since loses its response, and then for good.
    @Test func seized() throws {
        try withTurn { turn in
            let token = turn.begin()
            #expect(turn.look() == nil)
            turn.open()
            let before = try #require(turn.look())
            #expect(turn.look() == before)
            #expect(Self.isEntered(token) == "entered")
            #expect(turn.look() != before && !turn.seize(before))
            let moment = try #require(turn.look())
            guard case .entered = ResponseTurn.enter(token) else {
                Issue.record("open, but not entered")
                return
            }
            #expect(turn.look() == nil && !turn.seize(moment))
            ResponseTurn.exit(token)
            let last = try #require(turn.look())
            #expect(turn.seize(last) && !turn.seize(last))
            #expect(Self.isEntered(token) == "ended")
            #expect(turn.close(token) == .busy)
            turn.release(last)
            #expect(turn.close(token) == .lost && !turn.closeAfterOthers(token))
            #expect(Self.isEntered(token) == "ended")
            turn.end()
            let next = turn.begin()
            turn.open()
            #expect(Self.isEntered(next) == "entered" && turn.close(next) == .closed)
        }
    }

    /// Plain memory that only the turn protects: callers on three threads, a worker that opens and closes. Thread Sanitizer
    /// would see a gap, and no increment is lost.
    @Test func threadsAtFullSpeed() {
        final class Shared: @unchecked Sendable {
            var value = 0
            let token = Atomic<UInt>(0)
            let entries = Atomic<Int>(0)
            let done = Atomic<Int>(0)
            let isStopping = Atomic<Bool>(false)
        }
        let shared = Shared()
        var byWorker = 0
        withTurn { turn in
            shared.token.store(turn.begin(), ordering: .sequentiallyConsistent)
            for _ in 0..<3 {
                inTestThread {
                    while !shared.isStopping.load(ordering: .relaxed) {
                        let token = shared.token.load(ordering: .relaxed)
                        guard case .entered = ResponseTurn.enter(token) else {
                            sched_yield()
                            continue
                        }
                        shared.value += 1
                        shared.entries.add(1, ordering: .relaxed)
                        ResponseTurn.exit(token)
                    }
                    shared.done.add(1, ordering: .releasing)
                }
            }
            // As many rounds as it takes for the threads to have had their turn often.
            while shared.entries.load(ordering: .relaxed) < 2000 {
                turn.open()
                sched_yield()
                #expect(turn.closeAfterOthers(shared.token.load(ordering: .relaxed)))
                shared.value += 1
                byWorker += 1
                if byWorker % 16 == 0 { shared.token.store(turn.begin(), ordering: .relaxed) }
            }
            shared.isStopping.store(true, ordering: .relaxed)
            #expect(soon { shared.done.load(ordering: .acquiring) == 3 })
            #expect(shared.value == byWorker + shared.entries.load(ordering: .relaxed))
        }
    }

    /// With a place, whose owner is anybody here.
    private func withTurn(_ body: (ResponseTurn) throws -> Void) rethrows {
        final class Owner {}
        let owner = Owner()
        try withExtendedLifetime(owner) {
            let turn = ResponseTurn()
            turn.belongs(to: owner)
            try body(turn)
            turn.leave()
        }
    }
}
