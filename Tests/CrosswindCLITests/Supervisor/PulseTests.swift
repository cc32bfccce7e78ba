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
        #expect(pulse.now == [0, 0])
        var settings = ServerConfiguration()
        settings.loops = 2
        let server = HTTPServer(configuration: settings) { $0.respond(status: 200) }
        pulse.start(server, within: .milliseconds(400))
        var rounds = 0
        while pulse.now.contains(where: { $0 < 3 }), rounds < 4000 {
            rounds += 1
            usleep(5_000)
        }
        #expect(pulse.now.allSatisfy { $0 >= 3 })
        server.stop(within: .zero)
    }

    @Test func silenceIsTheLongestOfAnyLoop() throws {
        let pulse = try #require(Pulse(loops: 1))
        var silence = Silence()
        #expect(silence.listen(pulse, .milliseconds(250)) == .zero)
        #expect(silence.listen(pulse, .milliseconds(250)) == .milliseconds(250))
        #expect(silence.listen(pulse, .milliseconds(500)) == .milliseconds(750))
        // The supervisor itself was not running for a minute: that is not the worker's silence.
        #expect(silence.listen(pulse, .seconds(60)) == .milliseconds(1750))
    }
}
