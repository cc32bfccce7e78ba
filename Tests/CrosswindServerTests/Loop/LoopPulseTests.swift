import Synchronization
import Testing

@testable import CrosswindServer

/// Whether event loops turn.
@Suite struct LoopPulseTests {
    @Test func aStuckLoopIsNoticed() throws {
        let gate = Gate()
        let server = try TestServer {
            if $0.path == "/stuck" { gate.wait() }
            $0.respond(status: 200)
        }
        let pulse = server.server.pulse()
        let client = server.client()
        #expect(client.sendAndRead(get()).status == 200)
        #expect(eventually { pulse.beat() && pulse.answered == 1 })
        client.send(get("/stuck"))
        // Beats may still come through before the loop has read the request.
        #expect(eventually { !pulse.beat() && !pulse.beat() && client.isQuiet(milliseconds: 50) && !pulse.beat() })
        gate.open()
        #expect(client.response().status == 200)
        #expect(eventually { pulse.beat() && pulse.answered == 2 })
    }
}
