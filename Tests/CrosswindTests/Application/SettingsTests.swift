import Crosswind
import CrosswindSecurity
import CrosswindTesting
import Logging
import NIOCore
import Testing

/// Each setting that has no suite of its own.
@Suite struct SettingsTests {
    @Test("debug turns serveTraceback on, unless that says otherwise")
    func debug() async throws {
        struct Odd: Error {}
        for (debug, serve, shows) in [
            (false, nil, false), (true, nil, true), (true, false, false), (false, true, true),
        ] as [(Bool, Bool?, Bool)] {
            var settings = Settings.quiet
            settings.debug = debug
            if let serve { settings.serveTraceback = serve }
            let app = try answering(settings: settings) { _ in throw Odd() }
            try await app.inBothModes { client in
                let response = await client.get("/")
                #expect(response.status == 500)
                #expect(response.text.contains("Odd") == shows)
            }
        }
    }

    @Test("autoreload is debug's, unless it says otherwise")
    func autoreload() {
        var settings = Settings()
        #expect(!settings.autoreload)
        settings.debug = true
        #expect(settings.autoreload)
        settings.autoreload = false
        #expect(!settings.autoreload)
    }

    @Test("A setting of one's own: its default, its value, nil as a value")
    func keys() async throws {
        enum Greeting: SettingsKey { static let defaultValue: String? = "hello" }
        enum Count: SettingsKey { static let defaultValue = 1 }
        var settings = Settings.quiet
        #expect(settings[Greeting.self] == "hello")
        settings[Greeting.self] = nil
        #expect(settings[Greeting.self] == nil)
        settings[Count.self] += 1
        let app = try answering(settings: settings) { handler in
            handler.write("\(handler.settings[Greeting.self] ?? "-") \(handler.settings[Count.self])")
        }
        await app.test { client in #expect(await client.get("/").text == "- 2") }
        #expect(Settings()[Count.self] == 1)
    }

    @Test("loginURL, and 403 without one", arguments: modes)
    func loginURL(_ mode: TestMode) async throws {
        for (url, location) in [
            ("/login", "/login?next=%2Fa%3Fb"), ("/login?x=1", "/login?x=1"),
            ("https://id.example/login", "https://id.example/login?next=http%3A%2F%2Fown.example%2Fa%3Fb"),
        ] {
            var settings = Settings.quiet
            settings.loginURL = url
            let app = try answering(settings: settings) { try $0.authenticated() }
            try await app.test(mode) { client in
                let response = await client.request("GET", "/a?b", host: "own.example")
                #expect(response.status == 302)
                #expect(response.headers["Location"] == location)
            }
        }
        try await answering(settings: .quiet) { try $0.authenticated() }.test(mode) { client in
            #expect(await client.get("/").status == 403)
        }
    }

    @Test("xsrfCookieName, xsrfCookieVersion and the cookie's attributes", arguments: modes)
    func xsrf(_ mode: TestMode) async throws {
        var settings = Settings.quiet
        settings.xsrfCookies = true
        settings.xsrfCookieName = "token"
        settings.xsrfCookieVersion = 1
        settings.xsrfCookie = CookieAttributes(path: "/app", maxAge: 60, httpOnly: true, sameSite: .strict)
        let app = try answering(settings: settings) { $0.write($0.xsrfToken) }
        try await app.test(mode) { client in
            let response = await client.get("/app")
            let line = try #require(response.headers["Set-Cookie"])
            #expect(line.hasPrefix("token=\(response.text);"))
            #expect(!response.text.contains("|"), "version 1")
            for part in ["Path=/app", "Max-Age=60", "HttpOnly", "SameSite=Strict"] {
                #expect(line.contains("; \(part)"))
            }
            #expect(await client.post("/app", form: [("_xsrf", response.text)]).status == 200)
            #expect(await client.post("/app", form: []).status == 403)
        }
    }

    @Test("trustedOrigins and crossOriginProtection beside XSRF tokens")
    func origins() async throws {
        var settings = Settings.quiet
        settings.crossOriginProtection = true
        settings.trustedOrigins = ["https://friend.example"]
        try await answering(settings: settings) { $0.write("done") }.inBothModes { client in
            #expect(await client.post("/", headers: ["Origin": "https://friend.example"]).status == 200)
            #expect(await client.post("/", headers: ["Origin": "https://foe.example"]).status == 403)
            #expect(await client.post("/", headers: ["Origin": "http://\(client.host)"]).status == 200)
        }
    }

    @Test("cookieSecret: keys by version, the older still verified")
    func secrets() async throws {
        let old = try answering("/(.*)", settings: signing([1: "first key"], 1)) { try $0.setSignedCookie("a", "b") }
        let new = try answering("/(.*)", settings: signing([1: "first key", 2: "second key"], 2)) { handler in
            if handler.request.path == "/set" { try handler.setSignedCookie("a", "c") }
            handler.write("\(try handler.signedCookie("a") ?? "-") \(handler.signedCookieKeyVersion("a") ?? 0)")
        }
        var cookies: [String: String] = [:]
        await old.test { client in
            _ = await client.get("/")
            cookies = client.cookies
        }
        await new.test { client in
            client.cookies = cookies
            #expect(await client.get("/").text == "b 1")
            _ = await client.get("/set")
            #expect(await client.get("/").text == "c 2")
        }
    }

    private func signing(_ keys: [Int: String], _ current: Int) throws -> Settings {
        var settings = Settings.quiet
        settings.cookieSecret = try CookieSecret(keys: keys, current: current)
        return settings
    }

    @Test("transforms are made for each request, in order, and see every piece", arguments: modes)
    func transforms(_ mode: TestMode) async throws {
        final class Wrap: OutputTransform {
            let mark: String
            init(_ mark: String) { self.mark = mark }
            func transformFirst(_ head: inout ResponseHead, _ chunk: inout ByteBuffer, isLast: Bool) {
                try? head.fields.add("X-Mark", mark)
                transform(&chunk, isLast: isLast)
            }
            func transform(_ chunk: inout ByteBuffer, isLast: Bool) {
                chunk = ByteBuffer(string: "\(mark)(\(String(buffer: chunk)))\(isLast ? "." : "")")
            }
        }
        var settings = Settings.quiet
        settings.transforms = [{ _ in Wrap("a") }, { Wrap($0.path == "/b" ? "b" : "c") }]
        let app = try answering(settings: settings) { handler in
            handler.write("1")
            if handler.request.query == "flush" { try await handler.flush() }
            handler.write("2")
        }
        try await app.test(mode) { client in
            let whole = await client.get("/")
            #expect(whole.text == "c(a(12).).")
            #expect(whole.headers.getList("X-Mark") == ["a", "c"])
            #expect(await client.get("/b?flush").text == "b(a(1))b(a(2).).")
            if case "live" = mode.description { #expect(whole.headers["Content-Length"] == "10") }
        }
    }

    @Test(
        "logFunction is called once a request, instead of the log line; its thread is the handler's", arguments: modes)
    func logFunction(_ mode: TestMode) async throws {
        let (calls, lines) = (Journal(), Journal())
        var settings = Settings.quiet
        settings.accessLogger = logger(lines)
        settings.logFunction = { handler in
            calls.add("\(handler.status) \(handler.request.method) \(handler.request.requestTime() > .zero)")
        }
        let app = try answering(settings: settings) { handler in
            if handler.request.path == "/odd" { throw HTTPError(404) }
        }
        try await app.test(mode) { client in
            _ = await client.get("/")
            _ = await client.get("/odd")
            #expect(await eventually { calls.all.count == 2 })
        }
        #expect(calls.all == ["200 GET true", "404 GET true"])
        #expect(lines.all.isEmpty)
    }

    @Test("accessLogger is quiet below its level")
    func accessLevel() async throws {
        let lines = Journal()
        var settings = Settings.quiet
        settings.accessLogger = logger(lines, level: .warning)
        let app = try answering("/(.*)", settings: settings) { handler in
            let status: Int = try handler.pathArgument(0)
            handler.setStatus(status)
        }
        await app.test { client in
            for status in [200, 302, 404, 503] { _ = await client.get("/\(status)") }
        }
        #expect(lines.all.map { $0.prefix(12) } == ["warning: 404", "error: 503 G"])
    }

    @Test("maxBodyInMemory: a body in a file that is too long for memory is 413, and fine when nobody asks for it")
    func maxBodyInMemory() async throws {
        var settings = Settings.quiet
        settings.maxBodyInMemory = 1 << 20
        let app = try answering(settings: settings) { handler in
            if handler.request.path == "/read" { handler.write("\(try handler.request.body().readableBytes)") }
        }
        try await app.test(.live) { client in
            // Above half a MiB a body is in a file.
            let fits = ByteBuffer(repeating: 0x61, count: 1 << 20)
            let exceeds = ByteBuffer(repeating: 0x61, count: 9 << 20)
            #expect(await client.post("/read", body: fits).text == "\(1 << 20)")
            #expect(await client.post("/read", body: exceeds).status == 413)
            #expect(await client.post("/", body: exceeds).status == 200)
        }
    }

    @Test("defaultHandler answers what no route matches, and may stream")
    func defaultHandler() async throws {
        final class Default: RequestHandler {
            override func prepare() async throws { setStatus(404) }
            override func get() async throws {
                write("nothing at \(request.path)")
                try await flush()
            }
        }
        var settings = Settings.quiet
        settings.defaultHandler = { Default() }
        try await Application([], settings: settings).inBothModes { client in
            let response = await client.get("/x")
            #expect(response.status == 404)
            #expect(response.text == "nothing at /x")
            #expect(await client.post("/x").status == 405)
        }
    }
}
