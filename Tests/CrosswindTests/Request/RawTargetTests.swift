import Crosswind
import CrosswindTesting
import Testing

/// Targets that hold bytes beyond ASCII as they are, as `curl` sends what was typed: such a path is that which a browser
/// would have percent-encoded, and redirects lead to it and not elsewhere.
@Suite struct RawTargetTests {
    private func location(_ app: Application, _ path: String) async throws -> String? {
        try await app.test(.live) { client in
            try await client.connect { connection in
                await connection.send("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n")
                return await connection.response().headers["Location"]
            }
        }
    }

    @Test("Slashes")
    func slashes() async throws {
        let adding = try answering { try $0.addSlash() }
        #expect(try await location(adding, "/caf\u{e9}?q=\u{e9}") == "/caf%C3%A9/?q=%C3%A9")
        let removing = try answering { try $0.removeSlash() }
        #expect(try await location(removing, "/caf\u{e9}/?q=%C3%A9") == "/caf%C3%A9?q=%C3%A9")
    }

    @Test("Redirects of routes")
    func redirects() async throws {
        let app = try Application([try .redirect("/old/(.*)", to: "/new/{0}")], settings: .quiet)
        #expect(try await location(app, "/old/caf\u{e9}?q=\u{e9}") == "/new/caf%C3%A9?q=%C3%A9")
    }

    @Test("Directories")
    func directories() async throws {
        let folder = TemporaryDirectory()
        folder.makeDirectory("caf\u{e9}")
        #expect(
            try await location(serving(folder, defaultFilename: "index.html"), "/static/caf\u{e9}")
                == "/static/caf%C3%A9/")
    }

    @Test("Where somebody wanted to go who has to log in first", arguments: ["/login", "http://test/login"])
    func login(_ url: String) async throws {
        var settings = Settings.quiet
        settings.loginURL = url
        let app = try answering(settings: settings) { try $0.authenticated() }
        let origin = url == "/login" ? "" : "http%3A%2F%2Ftest"
        #expect(try await location(app, "/caf\u{e9}") == "\(url)?next=\(origin)%2Fcaf%25C3%25A9")
    }
}
