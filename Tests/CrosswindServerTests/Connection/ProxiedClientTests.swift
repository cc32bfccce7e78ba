import CrosswindHTTP
import Testing

@testable import CrosswindServer

/// What a proxy says of its client, from connections that may say so.
@Suite struct ProxiedClientTests {
    private func seen(trusting: [String], _ fields: String...) throws -> String {
        let proxies = try TrustedProxies(trusting)
        let server = try TestServer {
            $0.forwarding = ForwardedResolver(proxies: proxies, headers: [.xForwarded, .xForwardedHost])
        } _: { exchange in
            guard let client = exchange.forwarded else { return exchange.respond(status: 200, body: "nothing") }
            let address = client.address.map { String(decoding: $0, as: UTF8.self) } ?? "-"
            let host = client.host.map { String(decoding: $0, as: UTF8.self) } ?? "-"
            let secure = client.isSecure.map { "\($0)" } ?? "-"
            exchange.respond(status: 200, body: "\(address) \(secure) \(host)")
        }
        let request = "GET / HTTP/1.1\r\nHost: x\r\n\(fields.map { "\($0)\r\n" }.joined())\r\n"
        let client = server.client()
        let first = client.sendAndRead(request).text
        // The next request of the connection speaks for itself.
        #expect(client.sendAndRead(get()).text == "nothing")
        return first
    }

    @Test func trusted() throws {
        #expect(
            try seen(
                trusting: ["127.0.0.1"], "X-Forwarded-For: 6.6.6.6, 192.0.2.1", "X-Forwarded-Proto: https",
                "X-Forwarded-Host: site.example") == "192.0.2.1 true site.example")
        #expect(try seen(trusting: ["127.0.0.0/8"], "X-Forwarded-Proto: http").hasSuffix("false -"))
    }

    @Test func notTrusted() throws {
        #expect(try seen(trusting: ["10.0.0.0/8"], "X-Forwarded-For: 192.0.2.1") == "nothing")
        #expect(try seen(trusting: ["127.0.0.1"]) == "nothing")
    }
}
