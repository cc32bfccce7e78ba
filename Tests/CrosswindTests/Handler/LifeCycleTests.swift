import Crosswind
import CrosswindTesting
import Logging
import NIOCore
import Testing

@Suite struct LifeCycleTests {
    @Test("initialize, prepare, the method, onFinish, in this order")
    func order() async throws {
        let journal = Journal()
        let app = try application { probe in
            probe.journal = journal
            probe.onMethod["GET"] = { $0.write("x") }
        }
        await app.test { client in _ = await client.get("/") }
        #expect(journal.all == ["initialize", "prepare", "GET", "onFinish"])
    }

    @Test("A prepare that finishes leaves the method out")
    func prepareFinishes() async throws {
        let journal = Journal()
        let app = try application { probe in
            probe.journal = journal
            probe.onPrepare = { handler in
                handler.write("early")
                handler.finish()
            }
            probe.onMethod["GET"] = { $0.write("late") }
        }
        await app.test { client in #expect(await client.get("/").text == "early") }
        #expect(journal.all == ["initialize", "prepare", "onFinish"])
    }

    @Test("Every method reaches its own function; others reach otherMethod")
    func methods() async throws {
        let all = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"]
        let app = try application { probe in
            for method in all { probe.onMethod[method] = { $0.write("\($0.request.method)!") } }
        }
        await app.test { client in
            for method in all { #expect(await client.request(method, "/").text == "\(method)!") }
        }
    }

    @Test("A method that isn't overridden is 405, an unknown path 404, as Tornado's pages say it")
    func refusals() async throws {
        let app = try answering("/a") { $0.write("a") }
        await app.test { client in
            let wrong = await client.request("DELETE", "/a")
            #expect(wrong.status == 405)
            #expect(
                wrong.text
                    == "<html><title>405: Method Not Allowed</title><body>405: Method Not Allowed</body></html>")
            #expect(await client.get("/b").status == 404)
        }
    }

    @Test("A 405 names the methods of a class that says them; no other answer does (RFC 9110 15.5.6)")
    func allow() async throws {
        final class Form: RequestHandler {
            override class var allowedMethods: [String] { ["GET", "POST"] }
            override func get() async throws { throw HTTPError(404) }
            override func post() async throws { sendError(405) }
        }
        let app = try Application([.route("/form", Form.self), .route("/silent", RequestHandler.self)])
        await app.test { client in
            for method in ["DELETE", "POST", "BREW"] {
                #expect(await client.request(method, "/form").headers["Allow"] == "GET, POST")
            }
            #expect(await client.get("/form").headers["Allow"] == nil)
            #expect(await client.get("/silent").headers["Allow"] == nil)
        }
    }

    @Test("What handlers throw becomes a status, a page and a line in the log")
    func errors() async throws {
        struct Odd: Error {}
        let journal = Journal()
        var settings = Settings()
        settings.logger = logger(journal)
        let app = try answering(settings: settings) { handler in
            handler.write("dropped")
            handler.setHeader("X-Dropped", "yes")
            switch handler.request.path {
            case "/http": throw HTTPError(403, "no \("right")", reason: "Not You")
            case "/missing": _ = try handler.argument("name")
            case "/finish":
                handler.setStatus(418)
                throw Finish()
            case "/range": throw HTTPError(99)
            default: throw Odd()
            }
        }
        await app.test { client in
            let refused = await client.get("/http")
            #expect(refused.status == 403)
            #expect(refused.reason == "Not You")
            #expect(refused.text.contains("403: Not You"))
            #expect(!refused.text.contains("right"))
            #expect(refused.headers["X-Dropped"] == nil)
            #expect(await client.get("/missing").status == 400)
            let finished = await client.get("/finish")
            #expect(finished.status == 418)
            #expect(finished.text == "dropped")
            #expect(finished.headers["X-Dropped"] == "yes")
            #expect(await client.get("/range").status == 500)
            let odd = await client.get("/odd")
            #expect(odd.status == 500)
            #expect(!odd.text.contains("Odd"))
        }
        #expect(journal.all.contains("warning: 403 GET /http (127.0.0.1): no right"))
        #expect(
            journal.all.contains("warning: 400 GET /missing (127.0.0.1): HTTP 400: Bad Request (Missing argument name)")
        )
        #expect(journal.all.contains("error: uncaught error GET /odd (127.0.0.1): Odd: Odd()"))
    }

    @Test("serveTraceback shows the error")
    func traceback() async throws {
        var settings = Settings()
        settings.debug = true
        let line = #line + 1
        let app = try answering(settings: settings) { _ in throw HTTPError(400, "because <b>") }
        await app.test { client in
            let response = await client.get("/x?<i>")
            #expect(response.headers["Content-Type"] == "text/plain; charset=UTF-8")
            let lines = response.text.split(separator: "\n")
            #expect(lines.first == "HTTPError: HTTP 400: Bad Request (because <b>)")
            #expect(lines.dropFirst().first == "    at CrosswindTests/LifeCycleTests.swift:\(line)")
            #expect(lines.last?.hasPrefix("    in ") == true && lines.last?.hasSuffix(", GET /x?<i>") == true)
        }
    }

    @Test("Nothing can be written or changed after the end; the log says so")
    func afterwards() async throws {
        let journal = Journal()
        var settings = Settings()
        settings.logger = logger(journal)
        let app = try answering(settings: settings) { handler in
            handler.write("a")
            handler.finish()
            handler.write("b")
            handler.setHeader("X", "y")
            handler.setStatus(500)
            handler.finish()
        }
        await app.test { client in
            let response = await client.get("/")
            #expect(response.text == "a")
            #expect(response.status == 200)
        }
        #expect(journal.all.filter { $0.hasPrefix("error: write after the response was finished") }.count == 2)
        #expect(journal.all.filter { $0.hasPrefix("error: set") }.count == 2)
    }

    @Test("An error after the head was sent cuts the response")
    func errorWhileStreaming() async throws {
        let app = try answering { handler in
            handler.write("half")
            try await handler.flush()
            throw HTTPError(500)
        }
        await app.test { client in
            let response = await client.get("/")
            #expect(response.text == "half")
            #expect(response.isTruncated)
        }
    }

    @Test(
        "Fields that must not leave become a 500 without any of it", arguments: ["value", "name", "reason", "cookie"])
    func refusedFields(_ what: String) async throws {
        let journal = Journal()
        var settings = Settings()
        settings.logger = logger(journal)
        let app = try answering(settings: settings) { handler in
            switch what {
            case "value": handler.setHeader("X-A", "b\r\nSet-Cookie: evil=1")
            case "name": handler.setHeader("X A", "b")
            case "reason": handler.setStatus(200, reason: "OK\r\nX-Evil: 1")
            default: handler.setCookie("a", "b", CookieAttributes(path: "/;domain=evil"))
            }
            handler.write("secret")
        }
        await app.test { client in
            let response = await client.get("/")
            #expect(response.status == 500)
            #expect(response.headers["X-A"] == nil)
            #expect(response.headers["Set-Cookie"] == nil)
            #expect(!response.text.contains("secret"))
        }
        #expect(journal.all.contains { $0.hasPrefix("error: a response field can't be sent") })
    }

    @Test("A line a request, by status")
    func accessLog() async throws {
        let journal = Journal()
        var settings = Settings()
        settings.accessLogger = logger(journal, level: .info)
        let app = try answering("/(.*)", settings: settings) { handler in
            let status: Int = try handler.pathArgument(0)
            handler.setStatus(status)
        }
        await app.test { client in for status in [200, 404, 500] { _ = await client.get("/\(status)?q") } }
        let starts = [
            "info: 200 GET /200?q (127.0.0.1) 0.", "warning: 404 GET /404?q (127.0.0.1) 0.",
            "error: 500 GET /500?q (127.0.0.1) 0.",
        ]
        for (line, start) in zip(journal.all, starts) {
            #expect(line.hasPrefix(start.dropLast(2)))
            #expect(line.hasSuffix("ms"))
        }
        #expect(journal.all.count == 3)
    }
}
