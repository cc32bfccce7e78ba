import NIOCore
import Synchronization
import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One after another: the process has one disposition for each signal.
@Suite(.serialized) struct SignalHandlerTests {
    /// The address of what happens at a signal now.
    private func disposition(_ number: Int32) -> Int {
        var now = sigaction()
        sigaction(number, nil, &now)
        #if canImport(Glibc)
        return unsafeBitCast(now.__sigaction_handler.sa_handler, to: Int.self)
        #else
        return unsafeBitCast(now.__sigaction_u.__sa_handler, to: Int.self)
        #endif
    }

    @Test func calledOnItsLoopAsOftenAsTheSignalComes() throws {
        let loop = IOLoop()
        defer { loop.close() }
        let before = disposition(SIGUSR1)
        let calls = Mutex<[Bool]>([])
        try loop.addSignalHandler(SIGUSR1) { calls.withLock { $0.append(loop.eventLoop.inEventLoop) } }
        for count in 1...3 {
            kill(getpid(), SIGUSR1)
            #expect(eventually { calls.withLock { $0.count } == count })
        }
        #expect(calls.withLock { $0 } == [true, true, true])
        #expect(loop.removeSignalHandler(SIGUSR1))
        #expect(!loop.removeSignalHandler(SIGUSR1))
        #expect(disposition(SIGUSR1) == before)
    }

    @Test func addedOnTheLoopItselfAndReplaced() throws {
        let loop = IOLoop.current
        let before = disposition(SIGUSR2)
        let calls = Mutex<[String]>([])
        let added = Gate()
        loop.addCallback {
            try loop.addSignalHandler(SIGUSR2) { calls.withLock { $0.append("first") } }
            try loop.addSignalHandler(SIGUSR2) { calls.withLock { $0.append("second") } }
            added.open()
        }
        #expect(added.wait())
        kill(getpid(), SIGUSR2)
        #expect(eventually { !calls.withLock { $0.isEmpty } })
        #expect(calls.withLock { $0 } == ["second"])
        #expect(IOLoop.current.removeSignalHandler(SIGUSR2))
        #expect(disposition(SIGUSR2) == before)
    }

    @Test func whatCannotBeHad() {
        let loop = IOLoop.current
        for number in [SIGKILL, SIGSTOP, SIGSEGV, 0, -1, 4711] {
            #expect(throws: IOLoopError.signalNotCatchable(number)) { try loop.addSignalHandler(number) {} }
        }
        let closed = IOLoop()
        closed.close()
        #expect(throws: IOLoopError.closed) { try closed.addSignalHandler(SIGUSR1) {} }
    }

    @Test func notWhatTheCommandHas() throws {
        let loop = IOLoop.current
        SignalCallbacks.reserve([SIGUSR1])
        #expect(throws: IOLoopError.signalTaken(SIGUSR1)) { try loop.addSignalHandler(SIGUSR1) {} }
        SignalCallbacks.release([SIGUSR1])
        try loop.addSignalHandler(SIGUSR1) {}
        #expect(loop.removeSignalHandler(SIGUSR1))
    }

    @Test func whatSomebodyElseTookSinceIsLeftToThem() throws {
        let loop = IOLoop.current
        let before = disposition(SIGWINCH)
        try loop.addSignalHandler(SIGWINCH) {}
        signal(SIGWINCH, SIG_IGN)
        let theirs = disposition(SIGWINCH)
        #expect(loop.removeSignalHandler(SIGWINCH))
        #expect(disposition(SIGWINCH) == theirs)
        signal(SIGWINCH, SIG_DFL)
        #expect(disposition(SIGWINCH) == before)
    }

    @Test func aClosedLoopGivesThemBack() throws {
        let before = disposition(SIGUSR1)
        let loop = IOLoop()
        try loop.addSignalHandler(SIGUSR1) {}
        #expect(disposition(SIGUSR1) != before)
        loop.close()
        #expect(disposition(SIGUSR1) == before)
    }

    /// A child shares the pipe. What is sent to it must not reach its parent, and must end it as ever.
    @Test func aForkedChildDiesOfItsOwnSignal() throws {
        typealias Fork = @convention(c) () -> pid_t
        // Swift hides it, as after it most of Swift can't be used; this child uses nothing of it.
        let fork = unsafeBitCast(try #require(dlsym(UnsafeMutableRawPointer(bitPattern: 0), "fork")), to: Fork.self)
        let calls = Mutex(0)
        let loop = IOLoop.current
        try loop.addSignalHandler(SIGUSR1) { calls.withLock { $0 += 1 } }
        defer { loop.removeSignalHandler(SIGUSR1) }
        var none = sigset_t()
        sigemptyset(&none)
        let child = fork()
        if child == 0 {
            // Tests run on threads that block signals.
            pthread_sigmask(SIG_SETMASK, &none, nil)
            raise(SIGUSR1)
            _exit(0)
        }
        var status: Int32 = 0
        #expect(waitpid(child, &status, 0) == child)
        #expect(status & 0x7F == SIGUSR1)
        pause(milliseconds: 20)
        #expect(calls.withLock { $0 } == 0)
    }
}
