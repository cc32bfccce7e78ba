import Testing

@testable import CrosswindCLI

@Suite struct BackoffTests {
    /// At once, then later and later up to half a minute; a worker that lived begins anew.
    @Test func grows() {
        var backoff = Backoff()
        func delay(afterLiving age: Duration) -> Duration {
            backoff.died(afterLiving: age)
            return backoff.wait(isAlone: false)
        }
        var delays: [Duration] = []
        for _ in 0..<9 { delays.append(delay(afterLiving: .seconds(1))) }
        #expect(delays.prefix(4) == [.zero, .milliseconds(500), .seconds(1), .seconds(2)])
        #expect(delays.last == .seconds(30))
        #expect(delay(afterLiving: .seconds(10)) == .zero)
        #expect(delay(afterLiving: .zero) == .milliseconds(500))
        for _ in 0..<200 { #expect(delay(afterLiving: .zero) <= .seconds(30)) }
    }

    /// While nobody serves, clients wait for the next: the first delays are as they are, and no later one is over a second.
    @Test func isShortWhereThereIsNoOther() {
        var backoff = Backoff()
        var delays: [Duration] = []
        for _ in 0..<9 {
            backoff.died(afterLiving: .zero)
            delays.append(backoff.wait(isAlone: true))
        }
        #expect(delays == [.zero, .milliseconds(500)] + Array(repeating: .seconds(1), count: 7))
    }

    /// The last of the others may go after the death that set the delay.
    @Test func whoIsLeftCountsAtTheStart() {
        var backoff = Backoff()
        let now = ContinuousClock.now
        #expect(backoff.mayStart(isAlone: false))
        for _ in 0..<9 { backoff.died(afterLiving: .zero, at: now) }
        for later in [Duration.seconds(1), .milliseconds(29_999)] {
            #expect(!backoff.mayStart(isAlone: false, at: now + later))
            #expect(backoff.mayStart(isAlone: true, at: now + later))
        }
        #expect(!backoff.mayStart(isAlone: true, at: now + .milliseconds(999)))
        #expect(backoff.mayStart(isAlone: false, at: now + .seconds(30)))
    }

    /// Want of processes or descriptors makes nothing shorter.
    @Test func afterAStartThatFailed() {
        var backoff = Backoff()
        let now = ContinuousClock.now
        backoff.failedToStart(at: now)
        #expect(!backoff.mayStart(isAlone: true, at: now + .milliseconds(999)))
        #expect(backoff.mayStart(isAlone: false, at: now + .seconds(1)))
        for _ in 0..<9 { backoff.died(afterLiving: .zero, at: now) }
        backoff.failedToStart(at: now + .seconds(2))
        #expect(!backoff.mayStart(isAlone: false, at: now + .seconds(29)))
        #expect(backoff.mayStart(isAlone: false, at: now + .seconds(30)))
        backoff.forget()
        #expect(backoff.mayStart(isAlone: false))
    }
}

@Suite struct ProcessorCountTests {
    @Test func atLeastOne() { #expect(ProcessorCount.available >= 1) }

    @Test(
        arguments: [
            ("200000 100000", 2), ("150000 100000\n", 1.5), ("max 100000", nil), ("", nil), ("1", nil),
            ("-1 100000", nil),
            ("100000 0", nil),
        ] as [(String, Double?)])
    func quota(_ text: String, _ expected: Double?) {
        #expect(ProcessorCount.quota(version2: text) == expected)
    }
}

@Suite struct ExitStatusTests {
    @Test func words() {
        #expect("\(ExitStatus(status: 4 << 8))" == "ended with code 4")
        #expect("\(ExitStatus(status: 11))".contains("SIGSEGV"))
        #expect("\(ExitStatus(status: 11 | 0x80))" == "was killed by SIGSEGV, core dumped (a fault in native code)")
        #expect("\(ExitStatus(status: 15))" == "was killed by SIGTERM")
        #expect("\(ExitStatus(status: 9))".contains("SIGKILL (not by its supervisor"))
        #expect("\(ExitStatus(status: 9, memoryKills: 1))".contains("ran out of memory"))
        #expect("\(ExitStatus(status: 15, memoryKills: 1))" == "was killed by SIGTERM")
    }
}
