import CrosswindHTTP
import Synchronization
import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Files as bodies of native answers.
@Suite struct ResponseFileTests {
    /// A temporary file of `size` bytes, and a lock on it that lasts as long as the descriptor the response owns.
    final class TemporaryFile: Sendable {
        let path: String
        static func byte(at index: Int) -> UInt8 { UInt8(97 + index % 23) }

        init(_ size: Int) {
            var template = Array("/tmp/crosswind-test-XXXXXX".utf8CString)
            let descriptor = mkstemp(&template)
            path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let content = (0..<size).map { Self.byte(at: $0) }
            var done = 0
            while done < size {
                done += content.withUnsafeBytes { write(descriptor, $0.baseAddress! + done, size - done) }
            }
            close(descriptor)
        }

        deinit { unlink(path) }

        func open(offset: Int = 0, count: Int) -> ResponseFile {
            let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
            precondition(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            return ResponseFile(takingOver: descriptor, offset: offset, count: count)
        }

        /// Whether nobody has it open any more: the lock goes with the last descriptor.
        var isClosed: Bool {
            let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
            defer { close(descriptor) }
            return flock(descriptor, LOCK_EX | LOCK_NB) == 0
        }

        func truncate(to size: Int) { Glibc.truncate(path, off_t(size)) }
    }

    private static func isRight(_ body: [UInt8], _ offset: Int, _ count: Int) -> Bool {
        body.count == count && body.indices.allSatisfy { body[$0] == TemporaryFile.byte(at: offset + $0) }
    }

    /// Short ones, which are read, and long ones, which aren't; whole and in part; to quick readers and slow ones.
    @Test(arguments: [(0, 1), (5, 65_536), (0, 65_537), (3, 4_000_000), (0, 0)], [nil, 4096] as [Int32?])
    func arrivesWhole(_ part: (offset: Int, count: Int), _ receiveBuffer: Int32?) throws {
        let file = TemporaryFile(4_000_100)
        let server = try TestServer { exchange in
            guard exchange.path == "/file" else { return exchange.respond(status: 200, body: "next") }
            try? exchange.respond(status: 206, file: file.open(offset: part.offset, count: part.count)) {
                fields
                    throws(HTTPFieldError) in try fields.add("X-File", "yes")
            }
        }
        let client = server.client(receiveBuffer: receiveBuffer)
        client.send(get("/file") + get("/next"))
        if receiveBuffer != nil { pause(milliseconds: 30) }
        let response = client.response()
        #expect(response.status == 206)
        #expect(response["X-File"] == "yes")
        #expect(Self.isRight(response.body, part.offset, part.count))
        #expect(client.response().text == "next")
        #expect(eventually { file.isClosed })
    }

    @Test func until10Closes() throws {
        let file = TemporaryFile(300_000)
        let server = try TestServer { try? $0.respond(status: 200, file: file.open(count: 300_000)) { _ in } }
        let client = server.client()
        client.send("GET / HTTP/1.0\r\n\r\n")
        #expect(Self.isRight(client.response().body, 0, 300_000))
        #expect(client.everything().end == .closed)
    }

    @Test func recordsWhatWasSent() throws {
        let sent = Mutex<[Int]>([])
        let file = TemporaryFile(200_000)
        let server = try TestServer {
            $0.log = SentLog { bytes in sent.withLock { $0.append(bytes) } }
        } _: { exchange in
            let count = exchange.path == "/long" ? 200_000 : 100
            try? exchange.respond(status: 200, file: file.open(count: count)) { _ in }
        }
        let client = server.client()
        for path in ["/long", "/short"] { #expect(client.sendAndRead(get(path)).status == 200) }
        // The client has the last byte a moment before the loop writes its line.
        #expect(eventually { sent.withLock { $0 } == [200_000, 100] })
    }

    /// Neither HEAD nor these statuses have a body, however long the file.
    @Test(arguments: [("HEAD", 200), ("GET", 304), ("GET", 204)] as [(String, UInt16)])
    func withoutBody(_ method: String, _ status: UInt16) throws {
        let file = TemporaryFile(200_000)
        let server = try TestServer { try? $0.respond(status: status, file: file.open(count: 200_000)) { _ in } }
        let client = server.client()
        for _ in 0..<2 {
            client.send("\(method) / HTTP/1.1\r\nHost: test\r\n\r\n")
            let response = client.response(toHEAD: true)
            #expect(response.status == Int(status))
            #expect(response["Content-Length"] == (status == 200 ? "200000" : nil))
            #expect(file.isClosed)
        }
        #expect(client.isQuiet(milliseconds: 30))
    }

    @Test func fieldThatMayNotBeSent() throws {
        let file = TemporaryFile(200_000)
        let server = try TestServer { exchange in
            do throws(HTTPFieldError) {
                try exchange.respond(status: 200, file: file.open(count: 200_000)) { fields throws(HTTPFieldError) in
                    try fields.add("Bad", "\n")
                }
            } catch {
                exchange.respond(status: 500, body: file.isClosed ? "closed" : "open")
            }
        }
        #expect(server.client().sendAndRead(get()).text == "closed")
    }

    /// The client goes in the middle of it.
    @Test(arguments: [true, false]) func clientGoes(_ resets: Bool) throws {
        let file = TemporaryFile(8_000_000)
        let server = try TestServer { try? $0.respond(status: 200, file: file.open(count: 8_000_000)) { _ in } }
        var client: Client? = server.client(receiveBuffer: 4096)
        client?.send(get())
        #expect(client?.exactly(10).count == 10)
        #expect(!file.isClosed)
        if resets { client?.reset() } else { client = nil }
        #expect(eventually { file.isClosed })
        #expect(eventually { server.server.connectionCount == 0 })
    }

    /// And one that stays, but reads no more.
    @Test func clientStalls() throws {
        let file = TemporaryFile(8_000_000)
        let server = try TestServer {
            $0.writeTimeout = .milliseconds(200)
        } _: {
            try? $0.respond(status: 200, file: file.open(count: 8_000_000)) { _ in }
        }
        let client = server.client(receiveBuffer: 4096)
        client.send(get())
        #expect(client.exactly(10).count == 10)
        #expect(eventually { file.isClosed })
        #expect(eventually { server.server.connectionCount == 0 })
    }

    /// A file that has become shorter since it was measured: the client sees a truncated message, the log says why.
    @Test(arguments: [1000, 400_000]) func shorterThanSaid(_ count: Int) throws {
        let file = TemporaryFile(count - 10)
        let lines = LogLines()
        let server = try TestServer {
            $0.logger = lines.logger
        } _: {
            try? $0.respond(status: 200, file: file.open(count: count)) { _ in }
        }
        let client = server.client()
        client.send(get())
        let (text, end) = client.everything()
        #expect(text.utf8.count < count + 200)
        #expect(!text.hasSuffix("\(count)"))
        #expect(end == .closed)
        #expect(eventually { file.isClosed })
        #expect(lines.all.count == 1)
        #expect(lines.all.first?.contains("shorter") == true)
    }

    @Test func shrinksWhileItIsSent() throws {
        let file = TemporaryFile(8_000_000)
        let lines = LogLines()
        let server = try TestServer {
            $0.logger = lines.logger
        } _: {
            try? $0.respond(status: 200, file: file.open(count: 8_000_000)) { _ in }
        }
        let client = server.client(receiveBuffer: 4096)
        client.send(get())
        #expect(client.exactly(10).count == 10)
        file.truncate(to: 7_999_000)
        let (text, end) = client.everything()
        #expect(text.utf8.count < 8_000_000)
        #expect(end == .closed)
        #expect(lines.all == ["a file became shorter while it was sent; connection cut"])
        #expect(eventually { file.isClosed })
    }
}

/// Hears how long the bodies were.
struct SentLog: ExchangeLog {
    let heard: @Sendable (Int) -> Void

    init(_ heard: @escaping @Sendable (Int) -> Void) { self.heard = heard }

    func record(_ exchange: HTTPExchange, responseHead: UnsafeRawBufferPointer) { heard(exchange.bodyBytesSent) }
}
