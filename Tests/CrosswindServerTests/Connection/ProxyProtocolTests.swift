import CrosswindHTTP
import Logging
import Testing

@testable import CrosswindServer

/// Who a connection is from, as a proxy says before its first request.
@Suite struct ProxyProtocolTests {
    /// Answers with what it knows of the two ends.
    private func server(
        _ versions: ProxyHeader.Versions = .either, trusting: [String] = ["127.0.0.1", "192.0.2.77"],
        log: LogLines = LogLines(), _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) throws -> TestServer {
        let peers = try TrustedProxies(trusting)
        return try TestServer {
            $0.proxyProtocol = ProxyProtocol(versions, peers: peers)
            $0.forwarding = ForwardedResolver(proxies: peers, headers: .xForwarded)
            $0.logger = log.logger
            change(&$0)
        } _: { exchange in
            func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }
            let client = exchange.forwarded?.address.map { String(decoding: $0, as: UTF8.self) } ?? "-"
            let secure = exchange.forwarded?.isSecure.map { "\($0)" } ?? "-"
            let peer = exchange.peer.isUnix ? "unix" : "\(text(exchange.peerAddress)) \(text(exchange.peerPort))"
            let local = exchange.local
            exchange.respond(
                status: 200, body: "\(peer) > \(text(local.address)) \(text(local.port)); \(client) \(secure)")
        }
    }

    private let line = "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443\r\n"
    private let said = "192.0.2.1 4711 > 198.51.100.1 443; - -"

    @Test func theProxysWordIsThePeer() throws {
        let server = try server()
        let client = server.client()
        #expect(client.sendAndRead(line + get()).text == said)
        // Once a connection, not once a request.
        #expect(client.sendAndRead(get()).text == said)
        client.send(line + get())
        #expect(client.response().status == 400)
    }

    @Test func anotherFamily() throws {
        let server = try server()
        let response = server.client().sendAndRead("PROXY TCP6 2001:db8::1 ::1 1 2\r\n" + get())
        #expect(response.text == "2001:db8::1 1 > ::1 2; - -")
    }

    /// Wherever a network splits it: one part, the rest after it.
    @Test func splitAnywhere() throws {
        let server = try server()
        let bytes = Array((line + get()).utf8)
        for count in 1..<bytes.count {
            let client = server.client()
            client.send(Array(bytes[..<count]))
            if count < 4 || count % 16 == 0 { pause(milliseconds: 20) }
            client.send(Array(bytes[count...]))
            #expect(client.response().text == said, "split at \(count)")
        }
        let client = server.client()
        for byte in bytes { client.send([byte]) }
        #expect(client.response().text == said)
    }

    @Test func clientsWithoutAnAddress() throws {
        let server = try server()
        let forged = get("/", "X-Forwarded-For: 6.6.6.6")
        // Nobody knows who that is, so what it says does not count.
        let unknown = server.client()
        #expect(unknown.sendAndRead("PROXY UNKNOWN\r\n" + forged).text.hasSuffix("; - -"))
        #expect(unknown.sendAndRead(get()).text.hasPrefix("127.0.0.1 "))
        // The proxy itself: it is trusted.
        let own = server.client()
        own.send(binary(0x20, 0, []) + Array(forged.utf8))
        #expect(own.response().text.hasSuffix("; 6.6.6.6 -"))
        let unix = server.client()
        unix.send(binary(0x21, 0x31, [UInt8](repeating: 0, count: 216)) + Array(forged.utf8))
        #expect(unix.response().text.hasPrefix("unix > ") == true)
    }

    /// Fields count when the client that the header names is a trusted proxy itself, and then they go first.
    @Test func forwardingFields() throws {
        let server = try server()
        let fields = get("/", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: http")
        #expect(server.client().sendAndRead(line + fields).text == said)
        let trusted = line.replacing("192.0.2.1 ", with: "192.0.2.77 ")
        #expect(
            server.client().sendAndRead(trusted + fields).text
                == "192.0.2.77 4711 > 198.51.100.1 443; 203.0.113.9 false")
    }

    @Test func theClientsTLS() throws {
        let server = try server()
        let tls: [UInt8] = [0x20, 0, 5, 1, 0, 0, 0, 0]
        let client = server.client()
        client.send(binary(0x21, 0x11, [192, 0, 2, 77, 198, 51, 100, 1, 0, 1, 0, 2] + tls) + Array(get().utf8))
        #expect(client.response().text.hasSuffix("; - true"))
        #expect(client.sendAndRead(get()).text.hasSuffix("; - true"))
        #expect(client.sendAndRead(get("/", "X-Forwarded-For: 203.0.113.9")).text.hasSuffix("; 203.0.113.9 true"))
        // The proxy named knows better than the one that passed bytes on.
        #expect(client.sendAndRead(get("/", "X-Forwarded-Proto: http")).text.hasSuffix("; - false"))
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "no PROXY protocol header"),
        ("PROXY TCP4 nonsense\r\n", "malformed"), ("PROXY UNKNOWN " + String(repeating: "x", count: 200), "too long"),
    ]) func refused(_ sent: String, _ reason: String) throws {
        let log = LogLines()
        let server = try server(log: log)
        let client = server.client()
        client.send(sent)
        let (text, end) = client.everything()
        #expect(text == "" && end != .timedOut)
        #expect(eventually { log.text.contains(reason) && log.text.contains("127.0.0.1") }, "\(log.text)")
    }

    @Test func onlyTheVersionThatWasChosen() throws {
        let server = try server(.v2)
        let client = server.client()
        client.send(line + get())
        #expect(client.everything().text == "")
        let other = server.client()
        other.send(binary(0x20, 0, []) + Array(get().utf8))
        #expect(other.response().status == 200)
    }

    @Test func onlyFromThoseWhoMay() throws {
        let log = LogLines()
        let server = try server(trusting: ["10.0.0.0/8"], log: log)
        for _ in 0..<50 {
            let client = server.client()
            client.send(line + get())
            #expect(client.everything().text == "")
        }
        #expect(eventually { log.text.contains("not one of the proxies") })
        // One line a second and no more, whoever connects.
        #expect(log.all.count < 50)
    }

    @Test func lateOrCutShort() throws {
        let log = LogLines()
        let server = try server(log: log) { $0.headerTimeout = .milliseconds(120) }
        let slow = server.client()
        slow.send("PROXY TCP4")
        #expect(slow.everything().end != .timedOut)
        #expect(eventually { log.text.contains("in time") })
        // Somebody who only looks whether the port is open is no news.
        let looking = server.client()
        looking.endSending()
        #expect(looking.everything().end == .closed)
        #expect(eventually { server.server.connectionCount == 0 })
    }

    private func binary(_ command: UInt8, _ family: UInt8, _ payload: [UInt8]) -> [UInt8] {
        Array("\r\n\r\n\0\r\nQUIT\n".utf8) + [command, family, 0, UInt8(payload.count)] + payload
    }
}
