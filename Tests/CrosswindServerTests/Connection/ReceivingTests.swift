import CrosswindHTTP
import Synchronization
import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// From bytes to requests, however they are cut.
@Suite struct ReceivingTests {
    private static let echo = ClosureCallback { exchange in
        let body = exchange.bodyBytes
        let text =
            "\(exchange.path) \(exchange.body.kind) \(body.count) \(String(decoding: body.prefix(40), as: UTF8.self))"
        exchange.respond(status: 200, body: text)
    }

    @Test(arguments: [
        get("/a") + post("/b", "hello") + get("/c"),
        "POST /d HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX: y\r\n\r\n"
            + get("/e"),
    ])
    func byteByByte(_ requests: String) throws {
        let server = try TestServer(Self.echo)
        let whole = server.client()
        whole.send(requests)
        let slow = server.client()
        for byte in requests.utf8 {
            slow.send([byte])
            usleep(300)
        }
        for _ in 0..<2 {
            let expected = whole.response().text
            #expect(expected.hasPrefix("/"))
            #expect(slow.response().text == expected)
        }
    }

    /// Each way to cut two requests into two reads.
    @Test func everySplit() throws {
        let server = try TestServer(Self.echo)
        let bytes = Array((post("/b", "hello") + get("/c")).utf8)
        for cut in 1..<bytes.count {
            let client = server.client()
            client.send(Array(bytes[..<cut]))
            usleep(200)
            client.send(Array(bytes[cut...]))
            #expect(client.response().text == "/b memory 5 hello")
            #expect(client.response().text == "/c empty 0 ")
        }
    }

    @Test func emptyBodies() throws {
        let server = try TestServer(Self.echo)
        let client = server.client()
        client.send(
            post("/a", "") + "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + get("/c"))
        for path in ["/a", "/b", "/c"] { #expect(client.response().text == "\(path) empty 0 ") }
    }

    /// Memory up to the threshold, an anonymous file above it, whatever announces the length.
    @Test(arguments: [(999, "memory"), (1000, "memory"), (1001, "file"), (200_000, "file")], [true, false])
    func spooling(_ size: (Int, String), _ chunked: Bool) throws {
        let server = try TestServer {
            $0.spoolThreshold = 1000
            $0.bodyMemory = 0
        } _: { exchange in
            let body = exchange.bodyBytes
            let sum = body.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF_FFFF }
            exchange.respond(status: 200, body: "\(exchange.body.kind) \(exchange.body.count ?? -1) \(sum)")
        }
        let body = (0..<size.0).map { UInt8(97 + $0 % 23) }
        let sum = body.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF_FFFF }
        let client = server.client()
        // Twice: the exchange's second use must not see the first.
        for _ in 0..<2 {
            if chunked {
                client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
                for part in stride(from: 0, to: body.count, by: 7000) {
                    let chunk = body[part..<min(part + 7000, body.count)]
                    client.send(Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8))
                }
                client.send("0\r\n\r\n")
            } else {
                client.send(post("/", String(decoding: body, as: UTF8.self)))
            }
            #expect(client.response().text == "\(size.1) \(size.0) \(sum)")
        }
    }

    @Test func spoolDirectoryThatIsNot() throws {
        let server = try TestServer(Self.echo) {
            $0.spoolThreshold = 10
            $0.bodyMemory = 0
            $0.spoolDirectory = "/nonexistent"
        }
        let client = server.client()
        client.send(post("/", String(repeating: "x", count: 1000)))
        #expect(client.response().status == 507)
        #expect(client.everything().end == .closed)
        #expect(server.client().sendAndRead(get("/")).status == 200)
    }

    // MARK: Expect: 100-continue

    @Test func continueOnceWanted() throws {
        let server = try TestServer(Self.echo)
        let client = server.client()
        client.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        #expect(String(decoding: client.exactly(25), as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
        #expect(client.sendAndRead("hello").text == "/x memory 5 hello")
        #expect(client.sendAndRead(get("/y")).text == "/y empty 0 ")
    }

    /// Not after the body has come, not for 1.0, not for another expectation.
    @Test func noContinue() throws {
        let server = try TestServer(Self.echo)
        let impatient = server.client()
        #expect(impatient.sendAndRead(post("/x", "hello", "Expect: 100-continue")).text == "/x memory 5 hello")
        let old = server.client()
        old.send("POST /x HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        #expect(old.isQuiet())
        #expect(old.sendAndRead("hello").status == 200)
        let other = server.client()
        #expect(other.sendAndRead(post("/x", "hello", "Expect: 200-ok")).status == 417)
    }

    /// A body that is too large is refused before it was sent.
    @Test func noContinueForTooMuch() throws {
        let server = try TestServer(Self.echo) { $0.limits.body = 100 }
        let client = server.client()
        client.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n")
        #expect(client.response().status == 413)
        #expect(client.everything().end == .closed)
    }

    // MARK: limits and errors

    @Test(arguments: [
        ("GET /\(String(repeating: "x", count: 300)) HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (get("/", "X: \(String(repeating: "x", count: 300))"), 431),
        (get("/", "A: 1", "B: 2", "C: 3", "D: 4", "E: 5", "F: 6"), 431),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2001\r\n\r\n", 413),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7d1\r\n", 413),
        ("GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n", 400),
        ("\u{16}\u{03}\u{01}\u{02}", 400),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
    ])
    func refused(_ request: String, _ status: Int) throws {
        let server = try TestServer {
            $0.limits.requestLine = 200
            $0.limits.fieldSize = 200
            $0.limits.fieldCount = 5
            $0.limits.body = 2000
        } _: {
            $0.respond(status: 200)
        }
        let client = server.client()
        client.send(request)
        let response = client.response()
        #expect(response.status == status)
        #expect(response.closes)
        #expect(client.everything().end == .closed)
        #expect(eventually { server.server.connectionCount == 0 })
    }

    /// A client that is still sending a large body reads the 413 and meets no reset.
    @Test func lingeringClose() throws {
        let server = try TestServer(Self.echo) { $0.limits.body = 1000 }
        let client = server.client()
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n")
        let sentAll = client.send([UInt8](repeating: 0, count: 4_000_000))
        client.endSending()
        #expect(sentAll)
        #expect(client.response().status == 413)
        #expect(client.everything().end == .closed)
        #expect(eventually { server.server.connectionCount == 0 })
    }

    // MARK: the client's end

    @Test func halfClosedAfterARequest() throws {
        let server = try TestServer { exchange in
            IOLoop.current.callLater(.milliseconds(30)) { exchange.respond(status: 200, body: "still here") }
        }
        let client = server.client()
        client.send(get())
        client.endSending()
        #expect(client.response().text == "still here")
        #expect(client.everything().end == .closed)
    }

    @Test(arguments: ["GET / HT", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf"])
    func halfClosedInsideARequest(_ part: String) throws {
        let server = try TestServer(Self.echo)
        let client = server.client()
        client.send(part)
        client.endSending()
        #expect(client.response().status == 400)
        #expect(client.everything().end == .closed)
    }

    @Test func closedWithoutAWord() throws {
        let server = try TestServer(Self.echo)
        for _ in 0..<3 {
            let client = server.client()
            client.endSending()
            let (text, end) = client.everything()
            #expect(text == "" && end == .closed)
        }
        #expect(eventually { server.server.connectionCount == 0 })
    }

    // MARK: keep-alive

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", true), ("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", false),
        ("GET / HTTP/1.0\r\n\r\n", false), ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true),
    ])
    func keepAlive(_ request: String, _ stays: Bool) throws {
        let server = try TestServer { $0.respond(status: 200, body: "x") }
        let client = server.client()
        let response = client.sendAndRead(request)
        #expect(response.closes == !stays)
        if stays {
            #expect(client.sendAndRead(request).text == "x")
        } else {
            let (text, end) = client.everything()
            #expect(text == "" && end == .closed)
        }
    }
}
