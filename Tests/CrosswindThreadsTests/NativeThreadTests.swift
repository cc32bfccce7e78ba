import CrosswindThreads
import Synchronization
import Testing

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

@Suite struct NativeThreadTests {
    @Test func blocksSignalsThere() throws {
        let blocked = Atomic<Int>(-1)
        let thread = try NativeThread.start(name: "a name longer than fifteen bytes", stackSize: 1 << 20) {
            var mask = sigset_t()
            pthread_sigmask(SIG_SETMASK, nil, &mask)
            let count = [SIGTERM, SIGINT, SIGHUP, SIGUSR1].filter { sigismember(&mask, $0) == 1 }.count
            blocked.store(count, ordering: .releasing)
        }
        #expect(thread.join(within: nil))
        #expect(blocked.load(ordering: .acquiring) == 4)
    }

    @Test func joinsWithALimit() throws {
        let gate = Latch()
        let thread = try NativeThread.start { _ = gate.wait(within: nil) }
        #expect(!thread.join(within: .milliseconds(2)))
        gate.open()
        #expect(thread.join(within: .seconds(20)))
        #expect(thread.join(within: .zero))
    }

    @Test func refusesWhatTheSystemRefuses() {
        #expect(throws: NativeThread.Refusal.self) { try NativeThread.start(stackSize: 1 << 60) {} }
    }

    @Test func inTheBackground() {
        let ran = Latch()
        #expect(BackgroundThread.start { ran.open() })
        #expect(ran.wait(within: .seconds(20)))
    }
}
