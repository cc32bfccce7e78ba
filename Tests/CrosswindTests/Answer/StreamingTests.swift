import Crosswind
import CrosswindTesting
import NIOCore
import Testing

@Suite struct StreamingTests {
    @Test("Each flush leaves as a chunk of its own, at once")
    func pieces() async throws {
        let gate = Gate()
        let app = try answering { handler in
            handler.setHeader("X-A", "1")
            handler.write("one")
            try await handler.flush()
            try await handler.flush()  // Nothing: an empty chunk would end the body.
            await gate.wait()
            handler.write("two")
            handler.setHeader("X-B", "2")
        }
        try await app.test(.live) { client in
            try await client.stream("GET", "/") { stream in
                #expect(stream.headers["Transfer-Encoding"] == "chunked")
                #expect(stream.headers["X-A"] == "1")
                #expect(stream.headers["ETag"] == nil)
                let first = try await stream.next()
                #expect(first == ByteBuffer(string: "one"))
                gate.open()
                let second = try await stream.next()
                #expect(second == ByteBuffer(string: "two"))
                let end = try await stream.next()
                #expect(end == nil)
            }
            let whole = await client.get("/")
            #expect(whole.text == "onetwo")
            #expect(whole.headers["X-B"] == nil, "the head had left")
        }
    }

    @Test("Content-Length given: no chunks; too little is cut, too much is dropped", arguments: [3, 5, 7])
    func lengths(_ written: Int) async throws {
        let app = try answering { handler in
            handler.setHeader("Content-Length", 5)
            handler.write("a")
            try await handler.flush()
            handler.write([UInt8](repeating: 0x62, count: written - 1))
        }
        try await app.test(.live) { client in
            let response = await client.get("/")
            #expect(response.headers["Transfer-Encoding"] == nil)
            #expect(response.text == String("abbbbbb".prefix(min(5, written))))
            #expect(response.isTruncated == (written < 5))
            #expect(await client.get("/").status == 200)
        }
    }

    @Test(
        "HTTP/1.0: to the end of the connection, and a reset where it must not look whole", arguments: ["/", "/fails"])
    func oldClients(_ path: String) async throws {
        let app = try answering { handler in
            handler.write("text")
            try await handler.flush()
            if handler.request.path == "/fails" {
                try await Task.sleep(for: .milliseconds(1))
                throw HTTPError(500)
            }
        }
        try await app.test(.live) { client in
            try await client.connect { connection in
                await connection.send("GET \(path) HTTP/1.0\r\n\r\n")
                let head = await connection.head()
                #expect(head.headers["Transfer-Encoding"] == nil)
                #expect(head.headers["Content-Length"] == nil)
                #expect(!head.keepsConnection)
                _ = await connection.rest()
                #expect(await connection.ending == (path == "/" ? .closed : .reset))
            }
        }
    }

    @Test("A handler that fails after flush: the client can tell, the log has the error, the connection is gone")
    func fails() async throws {
        struct Odd: Error {}
        let log = Journal()
        let app = try answering(settings: .telling(log)) { handler in
            handler.write("half")
            try await handler.flush()
            throw Odd()
        }
        try await app.test(.live) { client in
            try await client.connect { connection in
                await connection.send(get() + get())
                let response = await connection.response()
                #expect(response.status == 200)
                #expect(response.text == "half")
                #expect(response.isTruncated)
                #expect(await connection.rest().readableBytes == 0, "no answer to what was asked behind it")
            }
            #expect(await client.get("/").isTruncated)
        }
        #expect(log.all.count { $0.hasPrefix("error: uncaught error GET / (127.0.0.1): Odd") } == 2)
    }

    @Test("HEAD, 204 and 304 that flush have no body and keep the connection", arguments: ["HEAD", "204", "304"])
    func bodiless(_ kind: String) async throws {
        let app = try answering { handler in
            handler.setStatus(Int(kind) ?? 200)
            handler.write("dropped")
            try await handler.flush()
            handler.write("dropped, too")
        }
        try await app.test(.live) { client in
            try await client.connect { connection in
                for _ in 0..<2 {
                    await connection.send(kind == "HEAD" ? "HEAD / HTTP/1.1\r\nHost: t\r\n\r\n" : get())
                    let response = await connection.response(toHEAD: kind == "HEAD")
                    #expect(response.status == Int(kind) ?? 200)
                    #expect(response.keepsConnection)
                }
                await connection.endSending()
                #expect(await connection.rest().readableBytes == 0)
            }
        }
    }

    @Test("A client that doesn't read stops the handler: memory stays bounded, and nothing is lost")
    func backPressure() async throws {
        let (sent, piece, count) = (Counter(), 64 * 1024, 2000)
        let app = try answering { handler in
            let bytes = [UInt8](repeating: 0x61, count: piece)
            for _ in 0..<count {
                handler.write(bytes)
                try await handler.flush()
                sent.add()
            }
        }
        try await app.test(.live) { client in
            try await client.stream("GET", "/") { stream in
                // Until nothing more has moved for a while: what the kernel's buffers of both sides hold.
                var last = -1
                while last != sent.value {
                    last = sent.value
                    try await Task.sleep(for: .milliseconds(200))
                }
                #expect(
                    sent.value < count / 4, "\(sent.value) of \(count) pieces were sent to a client that reads none")
                var total = 0
                for try await bytes in stream { total += bytes.readableBytes }
                #expect(total == piece * count)
            }
            #expect(sent.value == count)
        }
    }
}
