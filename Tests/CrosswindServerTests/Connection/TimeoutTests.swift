import CrosswindHTTP
import Testing

@testable import CrosswindServer

/// Small timeouts, and no test of how exactly they are kept.
@Suite struct TimeoutTests {
    private static let short: Duration = .milliseconds(120)

    @Test func idleConnection() throws {
        let server = try TestServer {
            $0.keepAliveTimeout = Self.short
        } _: {
            $0.respond(status: 200, body: "x")
        }
        let client = server.client()
        #expect(client.sendAndRead(get()).text == "x")
        let (text, end) = client.everything()
        #expect(text == "" && end == .closed)
    }

    /// The same when a thread answered, and the loop had no reason to wake up for it.
    @Test func idleAfterAThreadsAnswer() throws {
        let server = try TestServer(ThreadQueue { $0.answerHere(ok("x")) }) { $0.keepAliveTimeout = Self.short }
        let client = server.client()
        #expect(client.sendAndRead(get()).text == "x")
        #expect(client.everything().end == .closed)
    }

    @Test func neverAWord() throws {
        let server = try TestServer {
            $0.headerTimeout = Self.short
        } _: {
            $0.respond(status: 200)
        }
        let (text, end) = server.client().everything()
        #expect(text == "" && end == .closed)
    }

    /// A byte now and then doesn't buy time.
    @Test func slowHead() throws {
        let server = try TestServer {
            $0.headerTimeout = Self.short
        } _: {
            $0.respond(status: 200)
        }
        let client = server.client()
        inThread {
            for byte in "GET / HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "x", count: 2000))".utf8 {
                if !client.send([byte]) { return }
                pause(milliseconds: 10)
            }
        }
        #expect(client.response().status == 408)
    }

    @Test func stalledBody() throws {
        let server = try TestServer {
            $0.bodyTimeout = Self.short
        } _: {
            $0.respond(status: 200)
        }
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
        let response = client.response()
        #expect(response.status == 408)
        #expect(response.closes)
        #expect(client.everything().end == .closed)
    }

    /// A stall, not a total: a slow upload that moves is let through.
    @Test func slowBodyIsFine() throws {
        let server = try TestServer {
            $0.bodyTimeout = .milliseconds(1000)
        } _: { exchange in
            exchange.respond(status: 200, body: "\(exchange.body.count ?? 0)")
        }
        // A busy machine may stop the client for longer than a pause may be.
        let texts = (0..<4).lazy.map { _ in
            let client = server.client()
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\n")
            for _ in 0..<12 {
                client.send("x")
                pause(milliseconds: 150)
            }
            return client.response().text
        }
        #expect(texts.contains("12"))
    }

    /// A running request has no timeout of ours.
    @Test func longRequest() throws {
        let server = try TestServer {
            $0.keepAliveTimeout = Self.short
            $0.headerTimeout = Self.short
            $0.bodyTimeout = Self.short
            $0.writeTimeout = Self.short
        } _: { exchange in
            IOLoop.current.callLater(.milliseconds(700)) { exchange.respond(status: 200, body: "late") }
        }
        // A busy machine may stop the client, between connecting and sending, for longer than a head may take.
        let texts = (0..<4).lazy.map { _ in server.client().sendAndRead(get()).text }
        #expect(texts.contains("late"))
    }
}
