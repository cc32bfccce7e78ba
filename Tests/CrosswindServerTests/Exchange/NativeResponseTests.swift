import CrosswindHTTP
import Synchronization
import Testing

@testable import CrosswindServer

/// Answers of callbacks on the event loop.
@Suite struct NativeResponseTests {
    @Test func wholeResponse() throws {
        let server = try TestServer { $0.respond(status: 201, fields: [("X-Test", "yes")], body: "made") }
        let client = server.client()
        client.send(get())
        let response = client.response()
        #expect(response.head.hasPrefix("HTTP/1.1 201 Created\r\n"))
        #expect(response["X-Test"] == "yes")
        #expect(response["Server"] == "crosswind")
        #expect(response["Date"]?.hasSuffix("GMT") == true)
        #expect(response.text == "made")
    }

    @Test func headHasNoBody() throws {
        let server = try TestServer { $0.respond(status: 200, body: "four") }
        let client = server.client()
        client.send("HEAD / HTTP/1.1\r\nHost: test\r\n\r\n" + get())
        let first = client.response(toHEAD: true)
        #expect(first["Content-Length"] == "4")
        #expect(client.response().text == "four")
    }

    @Test(arguments: [204, 304] as [UInt16]) func statusWithoutBody(_ status: UInt16) throws {
        let server = try TestServer { $0.respond(status: status, body: "") }
        let client = server.client()
        client.send(get() + get())
        for _ in 0..<2 {
            let response = client.response()
            #expect(response.status == Int(status))
            #expect(response["Content-Length"] == nil)
            #expect(response["Transfer-Encoding"] == nil)
        }
    }

    /// Fields that would break the message make it a 500, framed by its own rules.
    @Test(arguments: [[("Bad\n", "x")], [("X", "a\r\nY: b")], [("Content-Length", "3"), ("Connection", "upgrade")]])
    func fieldThatMayNotBeSent(_ fields: [(String, String)]) throws {
        let fields = fields.map { (name: $0.0, value: $0.1) }
        let server = try TestServer { $0.respond(status: 200, fields: fields, body: "fine") }
        let client = server.client()
        client.send(get() + get())
        for _ in 0..<2 {
            let response = client.response()
            #expect(response.status == 500)
            #expect(response.text == "Internal Server Error\n")
        }
    }

    @Test func chunksOn11() throws {
        let server = try TestServer { exchange in
            do throws(HTTPFieldError) {
                try exchange.begin(status: 200)
            } catch {
                exchange.abort()
                return
            }
            for part in ["one", "", "two"] { exchange.write(part) }
            exchange.finish()
        }
        let client = server.client()
        client.send(get() + get())
        for _ in 0..<2 {
            let response = client.response()
            #expect(response["Transfer-Encoding"] == "chunked")
            #expect(response.text == "onetwo")
            #expect(response.chunks == 2)
        }
    }

    @Test func untilTheEndOn10() throws {
        let server = try TestServer { exchange in
            try? exchange.begin(status: 200)
            exchange.write("one")
            exchange.write("two")
            exchange.finish()
        }
        let text = server.talk("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(text.hasSuffix("\r\n\r\nonetwo"))
        #expect(text.contains("Connection: close\r\n"))
    }

    /// More than it announced is held back; less can't be mended and must be visible.
    @Test func lengthsThatAreWrong() throws {
        let server = try TestServer { exchange in
            try? exchange.begin(status: 200, bodyCount: 4)
            exchange.write(exchange.path == "/long" ? "longer" : "sho")
            exchange.finish()
        }
        #expect(server.talk(get("/long")).hasSuffix("\r\n\r\nlong"))
        let client = server.client()
        client.send(get("/short"))
        #expect(client.response().end == .closed)
    }

    @Test func abortIsVisible() throws {
        let server = try TestServer { exchange in
            try? exchange.begin(status: 200)
            exchange.write("some")
            exchange.abort()
        }
        let client = server.client()
        client.send(get())
        let response = client.response()
        #expect(response.text == "some")
        #expect(response.end == .closed)
    }

    /// A slow reader of a stream: the callback is held back until the client reads on, and then all of it comes.
    @Test func backPressure() throws {
        let part = [UInt8](repeating: UInt8(ascii: "~"), count: 64 * 1024)
        let left = Mutex(400)
        let server = try TestServer {
            $0.writeHighWaterMark = 128 * 1024
        } _: { exchange in
            try? exchange.begin(status: 200)
            pump(exchange, part) {
                left.withLock {
                    $0 -= 1
                    return $0
                }
            }
        }
        let client = server.client(receiveBuffer: 4096)
        client.send(get())
        #expect(client.exactly(10).count == 10)
        pause(milliseconds: 100)
        // What the kernel holds is some megabytes at most, of 25.
        #expect(left.withLock { $0 } > 0)
        let (text, end) = client.everything(until: "0\r\n\r\n")
        let count = text.utf8.lazy.filter { $0 == UInt8(ascii: "~") }.count
        #expect(end == .open)
        #expect(count == 400 * part.count)
    }

    /// A client that stops reading a stream is given up; the callback learns it and lets go.
    @Test func stalledStream() throws {
        let part = [UInt8](repeating: UInt8(ascii: "~"), count: 64 * 1024)
        let wasTold = Gate()
        let server = try TestServer {
            $0.writeTimeout = .milliseconds(200)
        } _: { exchange in
            try? exchange.begin(status: 200)
            exchange.whenDisconnected { wasTold.open() }
            pump(exchange, part) { 1 }
        }
        let client = server.client(receiveBuffer: 4096)
        client.send(get())
        #expect(client.exactly(10).count == 10)
        #expect(wasTold.wait())
        #expect(eventually { server.server.connectionCount == 0 })
    }

    /// The callback ends the exchange when it is told, although it also waits to write on.
    @Test func disconnectedWhileWaiting() throws {
        let part = [UInt8](repeating: UInt8(ascii: "~"), count: 64 * 1024)
        let ended = Gate()
        let server = try TestServer { exchange in
            try? exchange.begin(status: 200)
            exchange.whenDisconnected {
                exchange.finish()
                ended.open()
            }
            pump(exchange, part) { 1 }
        }
        let client = server.client(receiveBuffer: 4096)
        client.send(get())
        #expect(client.exactly(10).count == 10)
        client.reset()
        #expect(ended.wait())
        #expect(eventually { server.server.connectionCount == 0 })
        #expect(server.client().sendAndRead("NONSENSE\r\n\r\n").status == 400)
    }

    /// An answer that comes when the client is gone already.
    @Test func answerToNobody() throws {
        let waiting = Mutex<HTTPExchange?>(nil)
        let results = Mutex<[Bool]>([])
        let server = try TestServer { exchange in
            if exchange.path == "/wait" { waiting.withLock { $0 = exchange } } else { exchange.respond(status: 200) }
        }
        let client = server.client()
        client.send(get("/wait"))
        #expect(eventually { waiting.withLock { $0 } != nil })
        client.reset()
        #expect(eventually { server.server.connectionCount == 0 })
        let done = Gate()
        IOLoop.current.addCallback {
            guard let exchange = waiting.withLock({ $0 }) else { return }
            exchange.whenDisconnected { results.withLock { $0.append(true) } }
            try? exchange.begin(status: 200)
            let wrote = exchange.write("part")
            results.withLock { $0.append(wrote) }
            exchange.finish()
            done.open()
        }
        #expect(done.wait())
        #expect(results.withLock { $0 } == [true, false])
        #expect(server.client().sendAndRead(get()).status == 200)
    }

    /// A whole answer that the socket doesn't take at once still arrives whole before the connection closes.
    @Test(arguments: ["HTTP/1.0\r\n", "HTTP/1.1\r\nHost: test\r\nConnection: close\r\n", "HTTP/1.1\r\nHost: test\r\n"])
    func largeWithSlowReader(_ version: String) throws {
        let large = String(repeating: "0123456789abcdef", count: 1 << 19)
        // The idle timeout is not about a client that is still reading.
        let server = try TestServer {
            $0.keepAliveTimeout = .milliseconds(100)
        } _: { exchange in
            exchange.respond(status: 200, body: large)
        }
        let client = server.client(receiveBuffer: 4096)
        client.send("GET / \(version)\r\n")
        #expect(client.exactly(10).count == 10)
        #expect(!client.isQuiet(milliseconds: 1))
        pause(milliseconds: 400)
        let count = client.everything().text.utf8.count
        #expect(count > large.utf8.count)
    }

    /// The same while the server stops.
    @Test func largeWhileStopping() throws {
        let large = String(repeating: "0123456789abcdef", count: 1 << 19)
        let server = try TestServer { $0.respond(status: 200, body: large) }
        let client = server.client(receiveBuffer: 4096)
        client.send(get())
        #expect(client.exactly(10).count == 10)
        let stopped = Gate()
        inThread { [server = server.server] in
            server.stop(within: .seconds(20))
            stopped.open()
        }
        pause(milliseconds: 100)
        let count = client.everything().text.utf8.count
        #expect(count > large.utf8.count)
        #expect(stopped.wait())
    }

    /// Answers of one connection don't leak into another's, whoever wrote in between.
    @Test func answersDoNotMix() throws {
        let waiting = Mutex<HTTPExchange?>(nil)
        let server = try TestServer { exchange in
            switch exchange.path {
            case "/stream":
                try? exchange.begin(status: 200)
                waiting.withLock { $0 = exchange }
            case "/bad":
                // An attempt that fails half-way.
                try? exchange.begin(status: 200, fields: [("X-Secret", "1"), ("Bad\n", "x")])
                resume()
                exchange.respond(status: 500, body: "bad")
            default:
                exchange.respond(status: 200, body: "other")
                resume()
            }
            func resume() {
                guard let stream = waiting.withLock({ $0 }) else { return }
                stream.write("part")
            }
        }
        let stream = server.client()
        stream.send(get("/stream"))
        #expect(stream.exactly(10).count == 10)
        #expect(server.client().sendAndRead("NONSENSE\r\n\r\n").status == 400)
        #expect(server.client().sendAndRead(get()).text == "other")
        #expect(server.client().sendAndRead(get("/bad")).text == "bad")
        let gone = server.client()
        gone.send(get("/bad"))
        #expect(gone.response().text == "bad")
        IOLoop.current.addCallback { waiting.withLock { $0 }?.finish() }
        let (text, _) = stream.everything(until: "0\r\n\r\n")
        #expect(text.hasSuffix("\r\n\r\n4\r\npart\r\n4\r\npart\r\n4\r\npart\r\n0\r\n\r\n"))
        #expect(!text.contains("400 Bad") && !text.contains("X-Secret"))
    }

    /// A begin that failed leaves nothing behind for the next.
    @Test func beginAgainAfterAFailure() throws {
        let server = try TestServer { exchange in
            try? exchange.begin(status: 200, fields: [("Content-Length", "3"), ("Bad\n", "x")])
            exchange.respond(status: 200, body: "longer")
        }
        let client = server.client()
        client.send(get() + get())
        #expect(client.response().text == "longer")
        #expect(client.response().text == "longer")
    }

    /// A client that ends the connection in order is heard of before anything is sent to it, and still gets an answer;
    /// for requests behind the running one it is known at once.
    @Test func halfClose() throws {
        let told = Locked<[String]>([])
        let server = try TestServer { exchange in
            let path = exchange.path
            exchange.whenHalfClosed {
                told.withLock { $0.append("\(path) \(exchange.isHalfClosed) \(exchange.isCancelled)") }
                exchange.respond(status: 200, body: path)
            }
        }
        let client = server.client()
        client.send(get("/a") + get("/b"))
        #expect(client.isQuiet())
        client.endSending()
        #expect(client.response().text == "/a")
        #expect(client.response().text == "/b")
        #expect(client.everything().text == "")
        #expect(told.withLock { $0 }.first == "/a true false")
        #expect(told.withLock { $0.count } == 2)
    }

    /// After a body that broke, or whose coming nobody can tell, the answer says that it is the connection's last.
    @Test func lastAnswer() throws {
        let server = try TestServer(
            StreamingCallback { exchange, stream in
                guard exchange.path != "/at-once" else { return exchange.respond(status: 200) }
                Task.immediate(executorPreference: exchange.taskExecutor) {
                    do throws(RequestBodyError) {
                        while try await stream?.nextChunk() != nil {}
                        exchange.respond(status: 200)
                    } catch {
                        exchange.respond(status: error.status)
                    }
                }
            }
        ) { $0.limits.body = 10 }
        let head = "Host: x\r\nTransfer-Encoding: chunked\r\n"
        for (request, status) in [
            ("POST / HTTP/1.1\r\n\(head)\r\nnonsense\r\n", 400), ("POST / HTTP/1.1\r\n\(head)\r\n14\r\n", 413),
            ("POST /at-once HTTP/1.1\r\n\(head)Expect: 100-continue\r\n\r\n", 200),
        ] {
            let client = server.client()
            client.send(request)
            let response = client.response()
            #expect(response.status == status)
            #expect(response.closes)
            #expect(client.everything().text == "")
        }
        #expect(server.client().sendAndRead(post("/", "fits")).closes == false)
    }
}
