import CrosswindHTTP
import Synchronization
import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Bodies that a thread reads while they come.
@Suite struct StreamedBodyTests {
    /// Reads all, then says how much it was and how it ended.
    private static func count(_ exchange: HTTPExchange, pausing: UInt32 = 0, _ step: Int = 10_000) {
        guard case .stream(let stream) = exchange.body else { return exchange.answerHere(ok("no stream")) }
        var total = 0
        while true {
            let (text, how) = stream.pull(step)
            total += text.utf8.count
            if pausing > 0 { usleep(pausing) }
            if text == "" { return exchange.answerHere(ok("\(total) \(how)"), how == .complete ? .keepAlive : .close) }
        }
    }

    @Test func readAsItComes() throws {
        let seen = Mutex("")
        let server = try TestServer(
            ThreadQueue(streams: true) { exchange in
                guard case .stream(let stream) = exchange.body else { return exchange.answerHere(ok("no stream")) }
                while case let text = stream.pull(100).text, text != "" { seen.withLock { $0 += text } }
                exchange.answerHere(ok("done"))
            })
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n")
        for part in ["ab", "cd", "ef"] {
            client.send(part)
            #expect(eventually { seen.withLock { $0.hasSuffix(part) } })
        }
        #expect(client.response().text == "done")
        #expect(client.sendAndRead(post("/", "more")).text == "done")
    }

    /// A reader slower than the client, on both framings: all of it, and the connection goes on.
    @Test(arguments: [true, false]) func slowReader(_ chunked: Bool) throws {
        let server = try TestServer(
            ThreadQueue(streams: true) { Self.count($0, pausing: 500, 20_000) }
        ) { $0.readAhead = 16 * 1024 }
        let client = server.client()
        let size = 3_000_000
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

    @Test(arguments: [true, false]) func brokenClient(_ resets: Bool) throws {
        let ending = Mutex<BodyStream.Ending?>(nil)
        let server = try TestServer(
            ThreadQueue(streams: true) { exchange in
                guard case .stream(let stream) = exchange.body else { return }
                while true {
                    let (text, how) = stream.pull(100)
                    if text != "" { continue }
                    ending.withLock { $0 = how }
                    return exchange.answerHere(ok("unlikely"), .close)
                }
            })
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nsome")
        pause(milliseconds: 20)
        if resets { client.reset() } else { client.endSending() }
        #expect(eventually { ending.withLock { $0 } == .broken })
        #expect(eventually { server.server.connectionCount == 0 })
    }

    @Test func nonsenseInTheMiddle() throws {
        let server = try TestServer(ThreadQueue(streams: true) { Self.count($0) })
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzzz\r\n")
        #expect(client.response().text == "3 broken")
        #expect(client.everything().end == .closed)
    }

    @Test func stalledClient() throws {
        let server = try TestServer(ThreadQueue(streams: true) { Self.count($0) }) {
            $0.bodyTimeout = .milliseconds(150)
        }
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nsome")
        #expect(client.response().text == "4 timedOut")
        #expect(client.everything().end == .closed)
    }

    @Test func continueAtTheFirstRead() throws {
        let gate = Gate()
        let server = try TestServer(
            ThreadQueue(streams: true) {
                gate.wait()
                Self.count($0)
            })
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        #expect(client.isQuiet())
        gate.open()
        #expect(String(decoding: client.exactly(25), as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(client.sendAndRead("hello").text == "5 complete")
        // Data that came without waiting makes it pointless.
        #expect(client.sendAndRead(post("/", "hello", "Expect: 100-continue")).text == "5 complete")
    }

    /// A client that is told to wait doesn't stall, however long the callback takes to read.
    @Test func waitingForContinueIsNoStall() throws {
        let server = try TestServer(
            ThreadQueue(streams: true) {
                pause(milliseconds: 1500)
                Self.count($0)
            }
        ) { $0.bodyTimeout = .milliseconds(500) }
        // A busy machine may stop the client, once it has been told to go on, for longer than a pause may be.
        let texts = (0..<4).lazy.map { _ in
            let client = server.client()
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
            guard client.response().status == 100 else { return "no 100" }
            return client.sendAndRead("hello").text
        }
        #expect(texts.contains("5 complete"))
    }

    /// But once told to go on it may.
    @Test func stallAfterContinue() throws {
        let server = try TestServer(ThreadQueue(streams: true) { Self.count($0) }) {
            $0.bodyTimeout = .milliseconds(150)
        }
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        #expect(client.response().status == 100)
        #expect(client.response().text == "0 timedOut")
        #expect(client.everything().end == .closed)
    }

    /// An answer that doesn't wait for the body: a little of the rest is read for the next request's sake.
    @Test func answeredWithoutReading() throws {
        let server = try TestServer(ThreadQueue(streams: true) { $0.answerHere(ok("no, thanks")) })
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345")
        #expect(client.response().text == "no, thanks")
        client.send("67890" + get("/next"))
        #expect(client.response().text == "no, thanks")
    }

    /// And the client that then sends nonsense, or goes, isn't answered twice.
    @Test(arguments: [true, false]) func nothingMoreAfterTheAnswer(_ closes: Bool) throws {
        let server = try TestServer(ThreadQueue(streams: true) { $0.answerHere(ok("early")) })
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n")
        #expect(client.response().text == "early")
        if closes { client.endSending() } else { client.send("12345nonsense") }
        let (text, end) = client.everything()
        #expect(text == "")
        #expect(end == .closed)
    }

    /// A reader that outlives its request is not left waiting.
    @Test func readerLeftBehind() throws {
        let result = Mutex<BodyStream.Ending?>(nil)
        let reading = Gate()
        let server = try TestServer(
            ThreadQueue(streams: true) { exchange in
                guard case .stream(let stream) = exchange.body else { return }
                inThread {
                    reading.open()
                    let how = stream.pull(10).how
                    result.withLock { $0 = how }
                }
                reading.wait()
                usleep(20_000)
                exchange.answerHere(ok("gone on"))
            })
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
        #expect(client.response().text == "gone on")
        #expect(eventually { result.withLock { $0 } != nil })
    }
}

extension StreamedBodyTests {
    /// A first read after the answer has begun: the 100 would stand inside it.
    @Test func noContinueInsideAnAnswer() throws {
        let server = try TestServer(
            ThreadQueue(streams: true) { exchange in
                guard case .stream(let stream) = exchange.body else { return }
                stream.answerBegins()
                let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n".utf8)
                head.withUnsafeBytes { _ = exchange.socket.transmit($0) }
                let text = stream.pull(100).text
                let body = Array("got\(text)".utf8)
                body.withUnsafeBytes { _ = exchange.socket.transmit($0) }
                exchange.complete(.keepAlive)
            })
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        pause(milliseconds: 50)
        client.send("hello")
        #expect(client.response().text == "gothello")
    }
}
