import Testing

@testable import CrosswindServer

/// What the log says of connections that get no answer from the callback.
@Suite struct NoticeTests {
    private func server(
        _ log: LogLines, _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) throws -> TestServer {
        try TestServer {
            $0.logger = log.logger
            change(&$0)
        } _: { exchange in
            exchange.respond(status: 200, body: String(repeating: "x", count: 8 << 20))
        }
    }

    /// A line for the first; the others are counted, not written.
    @Test func refusals() throws {
        let log = LogLines()
        let server = try server(log)
        for _ in 0..<20 { #expect(server.talk("nonsense\r\n\r\n").hasPrefix("HTTP/1.1 400")) }
        let line = "refused requests peer=127.0.0.1 reason=malformed request line status=400"
        #expect(eventually { log.text.contains(line) })
        #expect(log.all.count < 20)
    }

    @Test func tooManyConnections() throws {
        let log = LogLines()
        let server = try server(log) { $0.maxConnections = 2 }
        let clients = [server.client(), server.client()]
        #expect(eventually { log.text.contains("as many connections as --max-connections allows") }, "\(log.text)")
        withExtendedLifetime(clients) {}
    }

    @Test func clientsThatDoNotRead() throws {
        let log = LogLines()
        let server = try server(log) { $0.writeTimeout = .milliseconds(120) }
        let client = server.client(receiveBuffer: 4096)
        client.send(get())
        #expect(eventually { log.text.contains("takes nothing of its response") }, "\(log.text)")
    }
}
