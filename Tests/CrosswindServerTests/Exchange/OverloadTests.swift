import Synchronization
import Testing

@testable import CrosswindServer

/// 503 for what no thread can take.
@Suite struct OverloadTests {
    /// Refuses everything, and remembers which exchanges it was given.
    private final class Refusing: RequestCallback {
        let seen = Mutex<Set<ObjectIdentifier>>([])
        var takesRuns: Bool { true }

        func handle(_ exchange: HTTPExchange) {
            var next: HTTPExchange? = exchange
            while let one = next {
                seen.withLock { _ = $0.insert(ObjectIdentifier(one)) }
                next = one.nextInRun
            }
            exchange.refuseAsOverloaded()
        }
    }

    /// One answer for the run, the connection's end, and every exchange of the run is used again.
    @Test func runs() throws {
        let callback = Refusing()
        let server = try TestServer(callback)
        for _ in 0..<30 {
            let client = server.client()
            client.send(get() + get() + get() + get())
            let response = client.response()
            #expect(response.status == 503)
            #expect(client.everything().end == .closed)
        }
        #expect(callback.seen.withLock { $0.count } <= 8)
    }
}
