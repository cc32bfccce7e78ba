import Testing

@testable import CrosswindCLI

@Suite struct BackoffTests {
    /// At once, then later and later up to half a minute; a worker that lived begins anew.
    @Test func grows() {
        var backoff = Backoff()
        var delays: [Duration] = []
        for _ in 0..<9 { delays.append(backoff.delay(afterLiving: .seconds(1))) }
        #expect(delays.prefix(4) == [.zero, .milliseconds(500), .seconds(1), .seconds(2)])
        #expect(delays.last == .seconds(30))
        #expect(backoff.delay(afterLiving: .seconds(10)) == .zero)
        #expect(backoff.delay(afterLiving: .zero) == .milliseconds(500))
        for _ in 0..<200 { #expect(backoff.delay(afterLiving: .zero) <= .seconds(30)) }
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
