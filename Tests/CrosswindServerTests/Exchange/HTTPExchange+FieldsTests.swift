import CrosswindHTTP
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import CrosswindServer

/// Answers whose head is known at run time only.
@Suite struct HTTPExchangeFieldsTests {
    @Test(arguments: ["Fine", "", "Très bien"]) func reason(_ reason: String) throws {
        let server = try TestServer { exchange in
            try? exchange.respond(status: 299, reason: reason, body: ByteBuffer(string: "x")) { _ in }
        }
        let client = server.client()
        client.send(get() + get())
        for _ in 0..<2 {
            let response = client.response()
            #expect(response.head.hasPrefix("HTTP/1.1 299 \(reason)\r\n"))
            #expect(response.text == "x")
        }
    }

    @Test func registeredReason() throws {
        let server = try TestServer { try? $0.respond(status: 418, body: ByteBuffer()) { _ in } }
        #expect(server.client().sendAndRead(get()).head.hasPrefix("HTTP/1.1 418 "))
        let missing = try TestServer { try? $0.respond(status: 404, body: ByteBuffer()) { _ in } }
        #expect(missing.client().sendAndRead(get()).head.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
    }

    /// In the order in which they were added, repeats included, from strings and literals.
    @Test func fieldsInOrder() throws {
        let server = try TestServer { exchange in
            let name = "X-" + exchange.path.dropFirst()
            try? exchange.respond(status: 200, body: ByteBuffer(string: "body")) { fields throws(HTTPFieldError) in
                try fields.add("Content-Type", "text/plain")
                for cookie in ["a=1", "b=2"] { try fields.add("Set-Cookie", cookie) }
                try fields.add(name, "one")
                try fields.add(name, "two")
            }
        }
        let head = server.client().sendAndRead(get("/Name")).head
        let lines = head.split(separator: "\r\n").map(String.init)
        #expect(
            Array(lines[1...5]) == [
                "Content-Type: text/plain", "Set-Cookie: a=1", "Set-Cookie: b=2", "X-Name: one", "X-Name: two",
            ])
        #expect(lines.contains("Content-Length: 4"))
    }

    struct Refusal: Sendable {
        var status: UInt16 = 200
        var reason: String?
        var name = "X-Test"
        var value = "fine"
        let error: HTTPFieldError
    }

    /// What may not be sent throws, nothing of it has been sent, and another answer can follow (CVE-2025-67724: a reason
    /// that splits the response).
    @Test(arguments: [
        Refusal(status: 99, error: .invalidStatus),
        Refusal(reason: "OK\r\nX-Evil: 1", error: .invalidReason),
        Refusal(reason: "\u{7F}", error: .invalidReason),
        Refusal(name: "X Y", error: .invalidName),
        Refusal(name: "", error: .invalidName),
        Refusal(value: "a\r\nX-Evil: 1", error: .invalidValue),
        Refusal(value: "a\0", error: .invalidValue),
        Refusal(name: "Transfer-Encoding", value: "chunked", error: .hopByHop),
        Refusal(name: "Content-Length", value: "+4", error: .invalidContentLength),
    ])
    func refused(_ refusal: Refusal) throws {
        let thrown = Mutex<HTTPFieldError?>(nil)
        let server = try TestServer { exchange in
            do throws(HTTPFieldError) {
                try exchange.respond(
                    status: refusal.status, reason: refusal.reason, body: ByteBuffer(string: "body")
                ) { fields throws(HTTPFieldError) in
                    try fields.add("X-Before", "1")
                    try fields.add(refusal.name, refusal.value)
                }
                Issue.record("sent")
            } catch {
                thrown.withLock { $0 = error }
                exchange.respond(status: 500, body: "instead")
            }
        }
        let client = server.client()
        let response = client.sendAndRead(get())
        #expect(thrown.withLock { $0 } == refusal.error)
        #expect(response.status == 500)
        #expect(response.text == "instead")
        #expect(response["X-Before"] == nil && response["X-Evil"] == nil)
        #expect(client.sendAndRead(get()).status == 500)
    }

    /// Below and above the size up to which a body is copied behind its head.
    @Test(arguments: [0, 1, 16_384, 16_385, 3_000_000]) func buffers(_ count: Int) throws {
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let server = try TestServer { exchange in
            try? exchange.respond(status: 200, body: ByteBuffer(bytes: body)) { _ in }
        }
        let client = server.client()
        client.send("HEAD / HTTP/1.1\r\nHost: test\r\n\r\n" + get() + get())
        let first = client.response(toHEAD: true)
        // An application that skips the body of a HEAD has none either.
        #expect(first["Content-Length"] == (count == 0 ? nil : "\(count)"))
        for _ in 0..<2 { #expect(client.response().body == body) }
    }

    /// A stream of buffers of both kinds, chunked and until the end of the connection.
    @Test func bufferStream() throws {
        let small = ByteBuffer(string: "small")
        let large = ByteBuffer(repeating: UInt8(ascii: "L"), count: 50_000)
        let server = try TestServer { exchange in
            do throws(HTTPFieldError) {
                try exchange.begin(status: 200, reason: "Streamed", first: small) { _ in }
                exchange.write(large)
                exchange.write(small)
                exchange.finish()
            } catch { exchange.abort() }
        }
        let whole = "small" + String(repeating: "L", count: 50_000) + "small"
        let client = server.client()
        let response = client.sendAndRead(get())
        #expect(response.text == whole)
        #expect(response.chunks == 3)
        #expect(client.sendAndRead("GET / HTTP/1.0\r\n\r\n").text == whole)
    }

    /// Whole responses leave in one write and one flush; a large body is the caller's own memory, not a copy.
    @Test(arguments: [4, 100_000]) func oneWrite(_ count: Int) throws {
        let body = ByteBuffer(repeating: 1, count: count)
        let recorder = Recorder()
        let loop = EmbeddedEventLoop()
        let core = ServerCore(
            configuration: .forTests,
            callback: ClosureCallback { try? $0.respond(status: 200, body: body) { _ in } })
        let connection = HTTPConnection(loop: LoopState(eventLoop: loop, core: core))
        let channel = EmbeddedChannel(handlers: [recorder, connection], loop: loop)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        try channel.writeInbound(ByteBuffer(string: get()))
        #expect(recorder.flushes == 1)
        #expect(recorder.writes.count == (count == 4 ? 1 : 2))
        if count > 4, let last = recorder.writes.last {
            let same = last.withUnsafeReadableBytes { a in
                body.withUnsafeReadableBytes { a.baseAddress == $0.baseAddress }
            }
            #expect(same)
        }
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    private final class Recorder: ChannelOutboundHandler {
        typealias OutboundIn = IOData
        var writes: [ByteBuffer] = []
        var flushes = 0

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            if case .byteBuffer(let buffer) = unwrapOutboundIn(data) { writes.append(buffer) }
            context.write(data, promise: promise)
        }

        func flush(context: ChannelHandlerContext) {
            flushes += 1
            context.flush()
        }
    }

    /// Who asks, and on which loop.
    @Test func peerAndLoop() throws {
        let seen = Mutex<[String]>([])
        let server = try TestServer { exchange in
            let peer = exchange.peer
            seen.withLock { $0.append(String(decoding: peer.address, as: UTF8.self)) }
            exchange.respond(status: exchange.loop === IOLoop.current && !peer.isUnix ? 200 : 500)
        }
        #expect(server.client().sendAndRead(get()).status == 200)
        #expect(seen.withLock { $0 } == ["127.0.0.1"])
    }
}
