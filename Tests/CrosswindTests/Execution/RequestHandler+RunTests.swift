import Crosswind
import CrosswindTesting
import Logging
import NIOCore
import Testing

/// Writes down every hook that is called.
private final class Recorder: RequestHandler {
    var journal = Journal()
    override func setDefaultHeaders() { journal.add("setDefaultHeaders") }
    override func initialize() { journal.add("initialize") }
    override func checkXSRFCookie() throws {
        journal.add("checkXSRFCookie")
        try super.checkXSRFCookie()
    }
    override func prepare() async throws {
        journal.add("prepare")
        if request.query == "finish" { finish() }
        if request.query == "throw" { throw HTTPError(418) }
    }
    override func get() async throws { journal.add("get \(pathArguments.map { $0 ?? "-" })") }
    override func post() async throws { journal.add("post") }
    override func writeError(_ status: Int, _ error: (any Error)?) {
        journal.add("writeError \(status)")
        super.writeError(status, error)
    }
    override func logException(_ error: any Error) { journal.add("logException") }
    override func onFinish() { journal.add("onFinish \(status)") }
}

@Suite struct RequestHandlerRunTests {
    private func record(
        _ mode: TestMode, _ settings: Settings = .quiet, _ ask: @Sendable (TestClient) async -> TestResponse
    ) async throws -> ([String], TestResponse) {
        let journal = Journal()
        let app = try Application(
            [.route("/(.*)", Recorder.self) { $0.journal = journal }], settings: settings)
        let response = try await app.test(mode) { await ask($0) }
        // Over a socket the client has its answer before the handler is done.
        #expect(await eventually { journal.all.last?.hasPrefix("onFinish") == true })
        return (journal.all, response)
    }

    @Test("The order of Tornado's documentation", arguments: modes)
    func order(_ mode: TestMode) async throws {
        var (calls, response) = try await record(mode) { await $0.get("/a%20b") }
        #expect(calls == ["setDefaultHeaders", "initialize", "prepare", "get [\"a b\"]", "onFinish 200"])
        #expect(response.status == 200)
        (calls, response) = try await record(mode) { await $0.get("/?finish") }
        #expect(calls == ["setDefaultHeaders", "initialize", "prepare", "onFinish 200"])
        (calls, response) = try await record(mode) { await $0.get("/?throw") }
        #expect(
            calls == [
                "setDefaultHeaders", "initialize", "prepare", "logException", "setDefaultHeaders", "writeError 418",
                "onFinish 418",
            ])
        #expect(response.status == 418)
    }

    @Test("XSRF is checked after initialize and before prepare", arguments: modes)
    func xsrf(_ mode: TestMode) async throws {
        var settings = Settings.quiet
        settings.xsrfCookies = true
        var (calls, response) = try await record(mode, settings) { await $0.post("/", form: []) }
        #expect(
            calls == [
                "setDefaultHeaders", "initialize", "checkXSRFCookie", "logException", "setDefaultHeaders",
                "writeError 403", "onFinish 403",
            ])
        #expect(response.status == 403)
        (calls, response) = try await record(mode, settings) { await $0.get("/") }
        #expect(calls.contains("checkXSRFCookie") == false)
    }

    @Test("A path argument that isn't UTF-8 is 400, after initialize", arguments: modes)
    func badPath(_ mode: TestMode) async throws {
        let (calls, response) = try await record(mode) { await $0.get("/%ff") }
        #expect(
            calls == [
                "setDefaultHeaders", "initialize", "logException", "setDefaultHeaders", "writeError 400",
                "onFinish 400",
            ])
        #expect(response.status == 400)
    }

    @Test("A response comes about however a handler ends", arguments: modes)
    func endings(_ mode: TestMode) async throws {
        struct Odd: Error {}
        let app = try answering { handler in
            handler.write("text")
            switch handler.request.path {
            case "/finish": handler.finish()
            case "/finish-throw":
                handler.finish()
                throw Odd()
            case "/Finish": throw Finish()
            case "/finish-Finish":
                handler.finish()
                throw Finish()
            case "/error": handler.sendError(410)
            case "/error-error":
                handler.sendError(410)
                handler.sendError(411)
            case "/redirect": handler.redirect("/")
            default: break
            }
        }
        try await app.test(mode) { client in
            for (path, status) in [
                ("/", 200), ("/finish", 200), ("/finish-throw", 200), ("/Finish", 200), ("/finish-Finish", 200),
                ("/error", 410), ("/error-error", 410), ("/redirect", 302),
            ] {
                let response = await client.get(path)
                #expect(response.status == status, "\(path)")
                #expect(!response.isTruncated, "\(path)")
                if status == 200 { #expect(response.text == "text", "\(path)") }
            }
        }
    }

    @Test("A writeError that fails, finishes or calls sendError still gives one page", arguments: modes)
    func errorPages(_ mode: TestMode) async throws {
        final class Pages: RequestHandler {
            override func get() async throws { throw HTTPError(404) }
            override func writeError(_ status: Int, _ error: (any Error)?) {
                write("\(status)")
                switch request.path {
                case "/finish": finish()
                case "/again": sendError(500)
                case "/refused": setHeader("X-A", "\r\n")
                case "/refused-finish":
                    setHeader("X-A", "\r\n")
                    finish()
                default: break
                }
            }
        }
        let journal = Journal()
        let app = try Application([.route("/.*", Pages.self)], settings: .telling(journal))
        try await app.test(mode) { client in
            for path in ["/", "/finish", "/again"] {
                let response = await client.get(path)
                #expect(response.status == 404, "\(path)")
                #expect(response.text == "404", "\(path)")
            }
            for path in ["/refused", "/refused-finish"] {
                let response = await client.get(path)
                #expect(response.status == 500, "\(path)")
                #expect(response.text == "Internal Server Error\n", "\(path)")
                #expect(response.headers["X-A"] == nil)
            }
        }
        #expect(journal.all.contains { $0.contains("sendError inside writeError") })
    }
}
