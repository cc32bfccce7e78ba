import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@testable import CrosswindCLI
@testable import CrosswindServer

@Suite struct PulseTests {
    @Test func loopsBeat() throws {
        let pulse = try #require(Pulse(loops: 2))
        #expect(pulse.turns == [0, 0] && pulse.entries == 0 && pulse.answered == 0)
        var settings = ServerConfiguration()
        settings.loops = 2
        let server = HTTPServer(configuration: settings) { $0.respond(status: 200) }
        pulse.start(server, every: .milliseconds(50))
        var rounds = 0
        while pulse.turns.contains(where: { $0 < 3 }), rounds < 4000 {
            rounds += 1
            usleep(5_000)
        }
        #expect(pulse.turns.allSatisfy { $0 >= 3 })
        server.stop(within: .zero)
    }

    @Test func answeredIsTheSum() throws {
        let pulse = try #require(Pulse(loops: 2))
        pulse.beat(0, answered: 3)
        pulse.beat(1, answered: 4)
        pulse.beat(0, answered: 5)
        #expect(pulse.answered == 9 && pulse.turns == [2, 1])
    }

    /// As often as whoever is least patient wants it; not at all when nobody looks.
    @Test func interval() throws {
        #expect(try options().beat == .seconds(30) / 8)
        #expect(try options("--worker-timeout", "0").beat == nil)
        #expect(try options("--worker-timeout", "1h").beat == .seconds(5))
        #expect(try options("--worker-timeout", "100ms").beat == .milliseconds(50))
        let service = ["NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "8000000"]
        #expect(try options(environment: service).beat == .seconds(1))
    }
}

@Suite struct SilenceTests {
    @Test func isTheLongestOfAnyLoop() throws {
        let pulse = try #require(Pulse(loops: 2))
        var silence = Silence()
        silence.look(pulse, after: .milliseconds(250))
        #expect(silence.ofLoops == .zero)
        silence.look(pulse, after: .milliseconds(250))
        #expect(silence.ofLoops == .milliseconds(250))
        pulse.beat(0, answered: 0)
        silence.look(pulse, after: .milliseconds(500))
        #expect(silence.ofLoops == .milliseconds(750))
        pulse.beat(1, answered: 0)
        silence.look(pulse, after: .milliseconds(500))
        #expect(silence.ofLoops == .milliseconds(500))
    }

    /// The supervisor itself was not running for a minute: that is not the worker's silence.
    @Test func aFrozenMachineIsNobodysFault() throws {
        let pulse = try #require(Pulse(loops: 1))
        var silence = Silence()
        silence.look(pulse, after: .zero)
        silence.look(pulse, after: .seconds(60))
        #expect(silence.ofAny == .seconds(1))
    }

    /// Python's counts from its first beat on: there may be no thread that looks after it.
    @Test func ofPython() throws {
        let pulse = try #require(Pulse(loops: 1))
        var silence = Silence()
        for _ in 0..<3 { silence.look(pulse, after: .seconds(1)) }
        #expect(silence.ofPython == .zero)
        pulse.beatOfPython()
        for _ in 0..<3 {
            pulse.beat(0, answered: 0)
            silence.look(pulse, after: .seconds(1))
        }
        #expect(silence.ofPython == .seconds(2) && silence.ofLoops == .zero && silence.ofAny == .seconds(2))
    }
}

@Suite struct WorkerPatienceTests {
    /// Of a process that beat until so many seconds ago.
    private func silence(ofLoops loops: Int, ofPython python: Int) throws -> Silence {
        let pulse = try #require(Pulse(loops: 1))
        pulse.beatOfPython()
        var silence = Silence()
        silence.look(pulse, after: .zero)
        for left in (0..<max(loops, python, 1)).reversed() {
            if left >= python { pulse.beatOfPython() }
            if left >= loops { pulse.beat(0, answered: 0) }
            silence.look(pulse, after: .seconds(1))
        }
        return silence
    }

    @Test func workerTimeoutIsAboutLoops() throws {
        let patience = WorkerPatience(try options("--worker-timeout", "3"), ofSupervisor: false)
        #expect(try patience.isOver(silence(ofLoops: 2, ofPython: 2)) == nil)
        #expect(try patience.isOver(silence(ofLoops: 3, ofPython: 0)) == .seconds(3))
        #expect(try patience.isOver(silence(ofLoops: 0, ofPython: 30)) == nil)
        #expect(try !patience.isDoubtful(silence(ofLoops: 30, ofPython: 30)))
        let off = WorkerPatience(try options("--worker-timeout", "0"), ofSupervisor: false)
        #expect(try off.isOver(silence(ofLoops: 30, ofPython: 30)) == nil)
    }

    @Test func aWatchdogIsAboutPythonToo() throws {
        let service = ["NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "8000000"]
        let patience = WorkerPatience(try options("--worker-timeout", "0", environment: service), ofSupervisor: false)
        #expect(try !patience.isDoubtful(silence(ofLoops: 4, ofPython: 4)))
        #expect(try patience.isDoubtful(silence(ofLoops: 0, ofPython: 5)))
        #expect(try patience.isOver(silence(ofLoops: 0, ofPython: 5)) == nil)
        #expect(try patience.isOver(silence(ofLoops: 0, ofPython: 6)) == .seconds(5))
        #expect(try patience.isOver(silence(ofLoops: 6, ofPython: 0)) == .seconds(5))
    }

    /// Who ends for others doesn't get the delay of an end of all.
    @Test func deadlines() throws {
        let patience = WorkerPatience(
            try options("--drain-delay", "1h", "--graceful-timeout", "7"), ofSupervisor: false)
        #expect(patience.drain == .seconds(3600) && patience.end == .seconds(17))
        #expect(WorkerPatience(try options(), ofSupervisor: true).end == .seconds(50))
        #expect(WorkerPatience.moment(after: .seconds(5)) == .seconds(1))
        #expect(WorkerPatience.moment(after: .seconds(30)) == .seconds(2))
    }
}
