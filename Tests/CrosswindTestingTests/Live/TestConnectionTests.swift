import Crosswind
import CrosswindServer
import CrosswindTesting
import NIOCore
import Testing

@Suite struct TestConnectionTests {
    private let request = "GET /a HTTP/1.1\r\nHost: t\r\n\r\n"

    @Test func pipelined() async throws {
        try await application().test(.live) { client in
            try await client.connect { connection in
                await connection.send(request + "HEAD /b HTTP/1.1\r\nHost: t\r\n\r\n" + request)
                #expect(await connection.response().text == "GET /a ")
                #expect(await connection.response(toHEAD: true).headers["Content-Length"] == "8")
                #expect(await connection.response().keepsConnection)
            }
        }
    }

    @Test("What isn't HTTP may be sent, and everything read")
    func raw() async throws {
        try await application().test(.live) { client in
            try await client.connect { connection in
                await connection.send("nonsense\r\n\r\n")
                let text = String(buffer: await connection.rest())
                #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
                #expect(await connection.ending == .closed)
                #expect(await connection.response().failure == .closed)
            }
        }
    }

    @Test func interim() async throws {
        let head = "POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        try await application().test(.live) { client in
            try await client.connect { connection in
                await connection.send(head)
                #expect(await connection.response(interim: true).status == 100)
                await connection.send("ok" + head)
                #expect(await connection.response().text == "POST /a ok")
                await connection.send("ok")
                #expect(await connection.response().status == 200, "interim ones are skipped unless asked for")
            }
        }
    }

    @Test("Half-closed, and silent")
    func ends() async throws {
        try await application().test(.live) { client in
            try await client.connect { connection in
                await connection.send(request)
                await connection.endSending()
                #expect(await connection.response().text == "GET /a ")
                #expect(await connection.rest().readableBytes == 0)
            }
            client.patience = .milliseconds(20)
            try await client.connect { connection in
                #expect(await connection.response().failure == .timedOut)
            }
        }
    }

    @Test("A long body is sent while its answer is read, and no longer than that")
    func streamsBothWays() async throws {
        let body = ByteBuffer(repeating: 0x61, count: 16 << 20)
        try await application().test(.live) { client in
            var count = 0
            try await client.stream("POST", "/mirror", body: body) { stream in
                for try await piece in stream { count += piece.readableBytes }
            }
            #expect(count == body.readableBytes)
            // One that leaves in the middle of both.
            let first = try await client.stream("POST", "/mirror", body: body) { try await $0.next() }
            #expect(first?.readableBytes ?? 0 > 0)
        }
    }

    @Test("A response whose body is read as it comes, whole or cut", arguments: ["/stream", "/broken"])
    func streams(_ path: String) async throws {
        try await application().test(.live) { client in
            try await client.stream("GET", path) { stream in
                #expect(stream.status == 200)
                #expect(stream.headers["Transfer-Encoding"] == "chunked")
                for number in 0..<3 {
                    let piece = try await stream.next()
                    #expect(piece == ByteBuffer(string: "piece \(number)"))
                }
                if path == "/stream" {
                    let end = try await stream.next()
                    #expect(end == nil)
                } else {
                    await #expect(throws: TestError.self) { try await stream.next() }
                }
            }
            let whole = await client.get(path)
            #expect(whole.text == "piece 0piece 1piece 2")
            #expect(whole.isTruncated == (path == "/broken"))
            var pieces = 0
            try await client.stream("GET", "/stream") { stream in for try await _ in stream { pieces += 1 } }
            #expect(pieces == 3)
        }
    }

    @Test("In process there are no connections")
    func inProcess() async throws {
        let app = try application()
        await #expect(throws: TestError.needsLive) {
            try await app.test { client in try await client.connect { _ in } }
        }
        await #expect(throws: TestError.needsLive) {
            try await app.test { client in try await client.stream("GET", "/") { _ in } }
        }
    }

    @Test("A connection is used again, and replaced when the server has closed it")
    func reuse() async throws {
        let connections = Connections()
        let app = try Application([
            .fallback(
                "/.*",
                ClosureCallback { exchange in
                    connections.add(exchange.peer)
                    exchange.respond(status: 200, fields: exchange.head.fieldCount > 1 ? [("Connection", "close")] : [])
                })
        ])
        try await app.test(.live) { client in
            for _ in 0..<3 { #expect(await client.get("/").status == 200) }
            #expect(connections.count == 1)
            #expect(await client.get("/", headers: ["X-Close": "1"]).status == 200)
            #expect(await client.get("/").status == 200)
            #expect(connections.count == 2)
        }
        var configuration = ServerConfiguration()
        configuration.keepAliveTimeout = .milliseconds(20)
        try await app.test(.live(configuration)) { client in
            #expect(await client.get("/").status == 200)
            // Until the server has closed it: then the next request finds a dead connection.
            try await client.connect { connection in
                await connection.send(request)
                #expect(await connection.response().status == 200)
                #expect(await connection.rest().readableBytes == 0)
            }
            #expect(await client.get("/").status == 200)
        }
    }
}
