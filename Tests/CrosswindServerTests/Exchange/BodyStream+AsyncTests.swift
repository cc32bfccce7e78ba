import CrosswindHTTP
import NIOCore
import Testing

@testable import CrosswindServer

/// Bodies that tasks and callbacks read on the loop.
@Suite struct BodyStreamAsyncTests {
    /// Answers with how much came and how it ended.
    private static func count(pausing: Duration? = nil) -> StreamingCallback {
        StreamingCallback { exchange, stream in
            Task.immediate(executorPreference: exchange.taskExecutor) {
                var total = 0
                var how = "complete"
                do throws(RequestBodyError) {
                    while let chunk = try await stream?.nextChunk() {
                        total += chunk.readableBytes
                        if let pausing { try? await Task.sleep(for: pausing) }
                        if !exchange.loop.eventLoop.inEventLoop { how = "elsewhere" }
                    }
                } catch {
                    how = error == .timedOut ? "timedOut" : error == .broken ? "broken" : "cancelled"
                }
                exchange.respond(
                    status: 200, fields: how == "complete" ? [] : [("Connection", "close")], body: "\(total) \(how)")
            }
        }
    }

    @Test func asItComes() async throws {
        let seen = Locked("")
        let server = try TestServer(
            StreamingCallback { exchange, stream in
                Task.immediate(executorPreference: exchange.taskExecutor) {
                    guard let stream else { return exchange.respond(status: 500) }
                    do {
                        for try await chunk in stream { seen.withLock { $0 += String(buffer: chunk) } }
                        // Still at the end, however often one asks.
                        let last = try await stream.nextChunk()
                        exchange.respond(status: last == nil ? 200 : 500, body: "done")
                    } catch { exchange.abort() }
                }
            })
        try await blocking { [port = server.port] in
            let client = Client(port: port)
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n")
            for part in ["ab", "cd", "ef"] {
                client.send(part)
                #expect(eventually { seen.withLock { $0.hasSuffix(part) } })
            }
            #expect(client.response().text == "done")
            #expect(client.sendAndRead(post("/", "more")).text == "done")
        }
    }

    /// A reader slower than the client, on both framings: all of it comes, on the loop, and the connection goes on.
    @Test(arguments: [true, false]) func slowReader(_ chunked: Bool) async throws {
        let server = try TestServer(Self.count(pausing: .milliseconds(1))) { $0.readAhead = 16 * 1024 }
        let size = 2_000_000
        try await blocking { [port = server.port] in
            let client = Client(port: port)
            inThread {
                if chunked {
                    let chunk = "1000\r\n" + String(repeating: "c", count: 4096) + "\r\n"
                    client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
                    client.send(String(repeating: chunk, count: size / 4096) + "0\r\n\r\n")
                } else {
                    client.send(post("/", String(repeating: "b", count: size)))
                }
            }
            #expect(client.response().text == "\(chunked ? size / 4096 * 4096 : size) complete")
            #expect(client.sendAndRead(post("/", "again")).text == "5 complete")
        }
    }

    /// What nobody reads is not taken from the socket: the client is held back.
    @Test func holdsTheClientBack() async throws {
        let go = Gate()
        let taken = Locked(0)
        let server = try TestServer(
            StreamingCallback { exchange, stream in
                Task.immediate(executorPreference: exchange.taskExecutor) {
                    _ = try? await stream?.nextChunk()
                    while !go.wasOpened { try? await Task.sleep(for: .milliseconds(5)) }
                    while let chunk = try? await stream?.nextChunk() {
                        taken.withLock { $0 = max($0, chunk.readableBytes) }
                    }
                    exchange.respond(status: 200)
                }
            }
        ) { $0.readAhead = 16 * 1024 }
        let size = 64 << 20
        try await blocking { [port = server.port] in
            let client = Client(port: port)
            let sent = Gate()
            inThread {
                client.send(post("/", String(repeating: "b", count: size)))
                sent.open()
            }
            // More than the kernel's buffers hold between the two.
            pause(milliseconds: 300)
            #expect(!sent.wasOpened)
            go.open()
            #expect(client.response().status == 200)
            #expect(sent.wait())
        }
        #expect(taken.withLock { $0 } > 0)
    }

    /// RFC 9110 §10.1.1: once the body is wanted, not before.
    @Test func continueAtTheFirstRead() async throws {
        let go = Gate()
        let server = try TestServer(
            StreamingCallback { exchange, stream in
                Task.immediate(executorPreference: exchange.taskExecutor) {
                    while !go.wasOpened { try? await Task.sleep(for: .milliseconds(5)) }
                    let chunk = try? await stream?.nextChunk()
                    let rest = try? await stream?.nextChunk()
                    exchange.respond(status: rest == nil ? 200 : 500, body: chunk.map { String(buffer: $0) } ?? "none")
                }
            })
        try await blocking { [port = server.port] in
            let client = Client(port: port)
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
            #expect(client.isQuiet())
            go.open()
            #expect(String(decoding: client.exactly(25), as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
            #expect(client.sendAndRead("hello").text == "hello")
            // Data that came without waiting makes it pointless.
            #expect(client.sendAndRead(post("/", "hello", "Expect: 100-continue")).text == "hello")
        }
    }

    @Test func nonsense() async throws {
        let server = try TestServer(Self.count())
        try await blocking { [port = server.port] in
            let client = Client(port: port)
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzzz\r\n")
            #expect(client.response().text == "3 broken")
            #expect(client.everything().end == .closed)
        }
    }

    @Test func stall() async throws {
        let server = try TestServer(Self.count()) { $0.bodyTimeout = .milliseconds(150) }
        try await blocking { [port = server.port] in
            let client = Client(port: port)
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nsome")
            #expect(client.response().text == "4 timedOut")
            #expect(client.everything().end == .closed)
        }
    }

    @Test func clientGoes() async throws {
        let error = Locked<RequestBodyError?>(nil)
        let server = try TestServer(
            StreamingCallback { exchange, stream in
                Task.immediate(executorPreference: exchange.taskExecutor) {
                    do throws(RequestBodyError) {
                        while try await stream?.nextChunk() != nil {}
                    } catch let thrown { error.withLock { $0 = thrown } }
                    exchange.respond(status: 400)
                }
            })
        try await blocking { [server = server.server, port = server.port] in
            let client = Client(port: port)
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nsome")
            pause(milliseconds: 20)
            client.reset()
            #expect(eventually { error.withLock { $0 } == .broken })
            #expect(eventually { server.connectionCount == 0 })
        }
    }

    /// Whoever is cancelled while it waits hears of it, and may read on.
    @Test func cancellation() async throws {
        let tasks = Locked<Task<Void, Never>?>(nil)
        let server = try TestServer(
            StreamingCallback { exchange, stream in
                guard let stream else { return exchange.respond(status: 500) }
                let task = Task.immediate(executorPreference: exchange.taskExecutor) {
                    do throws(RequestBodyError) { _ = try await stream.nextChunk() } catch {
                        let again = error == .cancelled
                        // A new task: this one stays cancelled.
                        Task.immediate(executorPreference: exchange.taskExecutor) {
                            let chunk = try? await stream.nextChunk()
                            exchange.respond(status: again ? 200 : 500, body: chunk.map { String(buffer: $0) } ?? "")
                        }
                    }
                }
                tasks.withLock { $0 = task }
            })
        try await blocking { [port = server.port] in
            let client = Client(port: port)
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n")
            #expect(eventually { tasks.withLock { $0 } != nil })
            tasks.withLock { $0 }?.cancel()
            pause(milliseconds: 20)
            let response = client.sendAndRead("hello")
            #expect(response.status == 200)
            #expect(response.text == "hello")
        }
    }

    // MARK: callbacks, which may answer on the spot

    private static func countByCallback() -> StreamingCallback {
        @Sendable func read(_ exchange: HTTPExchange, _ stream: BodyStream, _ total: Int) {
            stream.next { result in
                switch result {
                case .success(let chunk?): read(exchange, stream, total + chunk.readableBytes)
                case .success(nil): exchange.respond(status: 200, body: "\(total) complete")
                case .failure(let error): exchange.respond(status: error.status, body: "\(total)")
                }
            }
        }
        return StreamingCallback { exchange, stream in
            guard let stream else { return exchange.respond(status: 200, body: "none") }
            read(exchange, stream, 0)
        }
    }

    @Test func callbacks() throws {
        let server = try TestServer(Self.countByCallback())
        let client = server.client()
        for size in [1, 100, 300_000] {
            client.send(post("/", String(repeating: "x", count: size)) + get())
            #expect(client.response().text == "\(size) complete")
            #expect(client.response().text == "none")
        }
    }

    /// Each way for a body to end early, answered inside the connection's own work.
    @Test(arguments: ["nonsense", "stall", "half", "reset"]) func callbacksOfBrokenBodies(_ how: String) throws {
        let server = try TestServer(Self.countByCallback()) { $0.bodyTimeout = .milliseconds(150) }
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        switch how {
        case "nonsense": client.send("zzz\r\n")
        case "half": client.endSending()
        case "reset":
            pause(milliseconds: 20)
            client.reset()
        default: break
        }
        if how != "reset" {
            let response = client.response()
            #expect(response.status == (how == "stall" ? 408 : 400))
            #expect(response.text == "3")
            #expect(client.everything().end == .closed)
        }
        #expect(eventually { server.server.connectionCount == 0 })
        let next = server.client()
        next.send(post("/", "1234") + get())
        #expect(next.response().text == "4 complete")
        #expect(next.response().text == "none")
    }

    /// An answer that doesn't wait for the rest, given where the first piece is heard of.
    @Test func callbackAnswersEarly() throws {
        let server = try TestServer(
            StreamingCallback { exchange, stream in
                guard let stream else { return exchange.respond(status: 200, body: "none") }
                stream.next { _ in exchange.respond(status: 413, body: "enough") }
            })
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
        client.send("12345")
        #expect(client.response().text == "enough")
        client.send("67890" + get())
        #expect(client.response().text == "none")
    }
}
