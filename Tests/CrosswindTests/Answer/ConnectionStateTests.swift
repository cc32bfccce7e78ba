import Crosswind
import CrosswindServer
import CrosswindTesting
import NIOCore
import Testing

/// After every kind of trouble the connection either carries the next request, and answers that and nothing else, or says
/// that it ends, and does.
@Suite struct ConnectionStateTests {
    private struct Odd: Error {}

    private func app() throws -> Application {
        var settings = Settings.quiet
        settings.xsrfCookies = true
        settings.maxBodyInMemory = 1000
        return try application(settings: settings) { probe in
            let body: Probe.Body = { handler in
                if handler.request.query == "await" { try await Task.sleep(for: .milliseconds(1)) }
                switch handler.request.path {
                case "/http": throw HTTPError(403)
                case "/odd": throw Odd()
                case "/missing": _ = try handler.argument("a")
                case "/utf8": _ = try handler.argument("a")
                case "/finish":
                    handler.write("x")
                    throw Finish()
                case "/late":
                    handler.finish()
                    handler.write("late")
                    handler.finish()
                    throw Odd()
                case "/header": handler.setHeader("X-A", "a\r\nX-B: b")
                case "/reason": handler.setStatus(200, reason: "a\r\nX-B: b")
                case "/status": handler.setStatus(1000)
                case "/interim": handler.setStatus(100)
                case "/switching": handler.setStatus(101)
                case "/length": handler.setHeader("Content-Length", 3)
                case "/hop": handler.setHeader("Transfer-Encoding", "chunked")
                case "/bare": handler.setStatus(204)
                case "/close": handler.setHeader("Connection", "close")
                case "/cut":
                    handler.write("cut")
                    try await handler.flush()
                    throw Odd()
                case "/form": _ = try handler.bodyArgument("a")
                default: break
                }
                handler.write(handler.request.path)
            }
            for method in ["GET", "HEAD", "POST", "OPTIONS"] { probe.onMethod[method] = body }
        }
    }

    static let gets = [
        "/", "/http", "/odd", "/missing", "/utf8?a=%ff", "/finish", "/late", "/header", "/reason", "/status",
        "/interim",
        "/switching", "/length", "/hop", "/bare", "/close", "/cut", "/%ff", "/a%00", "/%zz",
        "/?" + String(repeating: "a&", count: 2000),
    ]

    static let others: [String] = [
        "DELETE / HTTP/1.1\r\nHost: t\r\n\r\n",
        "PROPFIND / HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nab",
        // No token: 403.
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
        "POST /form HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n%%",
        "POST /form HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nContent-Type: multipart/form-data\r\n\r\nab",
        "POST /form HTTP/1.1\r\nHost: t\r\nContent-Length: 2000\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
            + String(repeating: "a", count: 2000),
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nab",
        "OPTIONS * HTTP/1.1\r\nHost: t\r\n\r\n",
        // The server's own refusals.
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /\u{1} HTTP/1.1\r\nHost: t\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: -1\r\n\r\n", "GET / HTTP/3.0\r\nHost: t\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nExpect: nonsense\r\nContent-Length: 2\r\n\r\nab",
    ]

    static let all =
        gets.flatMap { [get($0), get($0 + ($0.contains("?") ? "&await" : "?await"))] } + others
        + gets.filter { $0 != "/cut" }.map { "HEAD \($0) HTTP/1.1\r\nHost: t\r\n\r\n" }

    @Test("Every kind of trouble, with the next request behind it or sent after it", arguments: all, [true, false])
    func next(_ request: String, _ isPipelined: Bool) async throws {
        try await app().test(.live) { client in
            try await client.connect { connection in
                await connection.send(isPipelined ? request + get("/next") : request)
                let response = await connection.response(toHEAD: request.hasPrefix("HEAD"))
                #expect((200...599).contains(response.status))
                #expect(response.headers["X-B"] == nil)
                if !isPipelined { await connection.send(get("/next")) }
                if response.keepsConnection {
                    #expect(!response.isTruncated)
                    let next = await connection.response()
                    #expect(next.status == 200)
                    #expect(next.text == "/next")
                    await connection.endSending()
                }
                let rest = await connection.rest()
                // The server's own refusals have a page even for HEAD: what was asked it may not know, and it closes.
                if !request.hasPrefix("HEAD") || response.keepsConnection { #expect(rest.readableBytes == 0) }
            }
            #expect(await client.get("/next").text == "/next")
        }
    }

    @Test("Pipelined requests whose handlers suspend are answered in order, one at a time")
    func pipelined() async throws {
        let running = Counter()
        let most = Counter()
        let app = try answering { handler in
            running.add()
            if running.value > 1 { most.add() }
            let number = Int(handler.request.path.dropFirst()) ?? 0
            // The earlier, the longer.
            if number % 3 > 0 { try await Task.sleep(for: .milliseconds(number % 3 == 1 ? 3 : 1)) }
            handler.write(handler.request.path)
            if number % 5 == 0 { try await handler.flush() }
            running.add(-1)
        }
        try await app.test(.live) { client in
            try await client.connect { connection in
                await connection.send((0..<100).map { get("/\($0)") }.joined())
                for number in 0..<100 {
                    let response = await connection.response()
                    #expect(response.text == "/\(number)")
                    #expect(!response.isTruncated)
                }
            }
        }
        #expect(most.value == 0)
    }

    @Test("A client that pipelines more than is read ahead gets every answer")
    func flood() async throws {
        let app = try answering { handler in
            await Task.yield()
            handler.write(handler.request.path)
        }
        try await app.test(.live) { client in
            try await client.connect { connection in
                let count = 5000
                let requests = (0..<count).map { get("/\($0)", "X-Padding: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") }
                    .joined()
                async let sent: Void = connection.send(requests)
                for number in 0..<count {
                    let text = await connection.response().text
                    guard text == "/\(number)" else {
                        Issue.record("\(text) instead of /\(number)")
                        break
                    }
                }
                await sent
            }
        }
    }
}
