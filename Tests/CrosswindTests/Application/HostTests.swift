import Crosswind
import CrosswindTesting
import Testing

@Suite struct HostTests {
    private func app(_ pattern: String, defaultHost: String? = nil) throws -> Application {
        var settings = Settings.quiet
        settings.defaultHost = defaultHost
        let app = try Application([.route("/all", Named.self) { $0.name = "all" }], settings: settings)
        try app.addHandlers(host: pattern, [.route("/", Named.self) { $0.name = "host" }])
        return app
    }

    @Test(
        "Host patterns, as Tornado's HostMatches",
        arguments: [
            ("www\\.example\\.com", "www.example.com", true), ("www\\.example\\.com", "WWW.EXAMPLE.COM:80", true),
            ("www\\.example\\.com", "www.example.com.foe", false), ("example\\.com", "www.example.com", false),
            (".*\\.example\\.com", "a.b.example.com", true), ("\\[::1\\]", "[::1]", true),
            ("\\[::1\\]", "[::1]:8080", true),
            ("127\\.0\\.0\\.1", "127.0.0.1:1", true), (".*", "anything", true), ("(a|b)", "b", true),
        ])
    func patterns(_ pattern: String, _ host: String, _ matches: Bool) async throws {
        try await app(pattern).inBothModes { client in
            #expect(await client.request("GET", "/", host: host).status == (matches ? 200 : 404))
            #expect(await client.request("GET", "/all", host: host).text == "all")
        }
    }

    @Test("HTTP/1.0 without Host counts as 127.0.0.1")
    func nameless() async throws {
        try await app("127\\.0\\.0\\.1").test(.live) { client in
            try await client.connect { connection in
                await connection.send("GET / HTTP/1.0\r\n\r\n")
                #expect(await connection.response().text == "host")
            }
        }
    }

    @Test("The target's host counts more than Host (RFC 9112 §3.2.2)")
    func absolute() async throws {
        try await app("own\\.example").test(.live) { client in
            #expect(await client.request("GET", "http://own.example/", host: "own.example").text == "host")
            #expect(await client.request("GET", "http://own.example:80/all", host: "own.example:80").text == "all")
        }
    }

    @Test("defaultHost serves the hosts that have no routes of their own")
    func defaultHost() async throws {
        try await app("main\\.example", defaultHost: "main.example").inBothModes { client in
            #expect(await client.request("GET", "/", host: "other.example").text == "host")
            #expect(await client.request("GET", "/all", host: "other.example").text == "all")
            #expect(await client.request("GET", "/none", host: "other.example").status == 404)
            let proxied = await client.request("GET", "/", headers: ["X-Real-Ip": "1.2.3.4"], host: "other.example")
            #expect(proxied.status == 404, "as in Tornado: the host is the proxy's")
        }
    }

    @Test("Routes for a host may be added while the server runs; names must differ")
    func whileServing() async throws {
        let app = try Application([.route("/", Named.self, name: "home") { $0.name = "first" }], settings: .quiet)
        try await app.test(.live) { client in
            #expect(await client.get("/").text == "first")
            try app.addHandlers(host: ".*", [.route("/", Named.self, name: "late") { $0.name = "second" }])
            #expect(await client.get("/").text == "second")
            #expect(throws: RouteError.self) {
                try app.addHandlers(host: ".*", [.route("/", Named.self, name: "home")])
            }
            #expect(throws: RouteError.self) { try app.addHandlers(host: "(", []) }
            let url = try app.reverseURL("late")
            #expect(url == "/")
        }
    }
}
