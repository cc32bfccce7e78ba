import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Files by sendfile, from the answering thread and, when the reader is slow, from the loop.
@Suite struct FileRestTests {
    private static let size = 5_000_000

    /// A file of that size without a name.
    private static func file() -> Int32 {
        var template = Array("/tmp/crosswind-test-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        unlink(template)
        let part = (0..<50_000).map { UInt8(97 + $0 % 23) }
        for _ in 0..<100 { _ = write(descriptor, part, part.count) }
        return descriptor
    }

    /// Answers with the file from `offset` on; the loop gets what the socket doesn't take, and owns the descriptor.
    private static func answer(_ exchange: HTTPExchange, _ offset: Int, _ outcome: HTTPExchange.Outcome) {
        let descriptor = file()
        var position = offset
        var count = size - offset
        let head = Array("HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n".utf8)
        let sent = head.withUnsafeBytes { exchange.socket.transmit($0, file: descriptor, at: &position, count: &count) }
        guard case .sent(head.count) = sent else {
            close(descriptor)
            return exchange.complete(.cut)
        }
        if count > 0 {
            exchange.fileRest = FileRest(descriptor: descriptor, offset: position, count: count)
        } else {
            close(descriptor)
        }
        exchange.complete(outcome)
    }

    @Test(arguments: [0, 123_457]) func slowReader(_ offset: Int) throws {
        let server = try TestServer(
            ThreadQueue { exchange in
                if exchange.path == "/file" {
                    Self.answer(exchange, offset, .keepAlive)
                } else {
                    exchange.answerHere(ok("next"))
                }
            })
        let client = server.client(receiveBuffer: 4096)
        client.send(get("/file") + post("/next", "x"))
        pause(milliseconds: 50)
        let body = client.response().body
        let isRight =
            body.count == Self.size - offset
            && body.indices.allSatisfy { body[$0] == UInt8(97 + ($0 + offset) % 50_000 % 23) }
        #expect(isRight)
        #expect(client.response().text == "next")
    }

    /// The last answer of a connection: all of it leaves before that closes.
    @Test func thenClosed() throws {
        let server = try TestServer(ThreadQueue { Self.answer($0, 0, .close) })
        let client = server.client(receiveBuffer: 4096)
        client.send(get())
        pause(milliseconds: 50)
        #expect(client.response().body.count == Self.size)
        #expect(client.everything().end == .closed)
    }

    /// The client goes away in the middle, or before: no descriptor stays open.
    @Test(arguments: [true, false]) func clientGone(_ early: Bool) throws {
        let gate = Gate()
        let completed = Counter()
        let server = try TestServer(
            ThreadQueue { exchange in
                if early {
                    exchange.fileRest = FileRest(descriptor: Self.file(), offset: 0, count: Self.size)
                    gate.wait()
                    exchange.complete(.keepAlive)
                } else {
                    Self.answer(exchange, 0, .keepAlive)
                }
                completed.add()
            })
        // The gate stays open once it was opened.
        for round in 1...(early ? 1 : 5) {
            let client = server.client(receiveBuffer: 4096)
            client.send(get())
            if early {
                #expect(client.isQuiet(milliseconds: 30))
            } else {
                #expect(client.exactly(10).count == 10)
            }
            client.reset()
            #expect(eventually { server.server.connectionCount == 0 })
            gate.open()
            #expect(eventually { completed.value == round })
        }
        #expect(eventually { Self.unnamedFiles() == 0 })
    }

    /// Of ours among the process's open files; the other tests here hold some for a moment.
    private static func unnamedFiles() -> Int {
        #if os(Linux)
        (0..<512 as Range<Int32>).reduce(0) { count, descriptor in
            var info = stat()
            guard fstat(descriptor, &info) == 0, info.st_nlink == 0, info.st_size == size else { return count }
            return count + 1
        }
        #else
        0
        #endif
    }
}
