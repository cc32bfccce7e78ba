import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What becomes of a response when its file does not stay what it was. (That whole files arrive: `FileRestTests`.)
@Suite struct FileTransferTests {
    private static let size = 8_000_000

    /// A file without a name that is cut down to `left` bytes once the answering thread has done its part.
    private static func answer(_ exchange: HTTPExchange, shrinkingTo left: Int) {
        var template = Array("/tmp/crosswind-test-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        unlink(template)
        ftruncate(descriptor, off_t(size))
        var position = 0
        var count = size
        let head = Array("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n".utf8)
        let sent = head.withUnsafeBytes { exchange.socket.transmit($0, file: descriptor, at: &position, count: &count) }
        guard case .sent(head.count) = sent, count > 0, position < left else {
            Issue.record("the socket took everything")
            close(descriptor)
            return exchange.complete(.cut)
        }
        exchange.fileRest = FileRest(descriptor: descriptor, offset: position, count: count)
        ftruncate(descriptor, off_t(left))
        exchange.complete(.keepAlive)
    }

    /// The client sees all that was left, and at once that there is no more; the log says why.
    @Test func fileThatShrinks() throws {
        let lines = LogLines()
        let answered = Gate()
        let queue = ThreadQueue { exchange in
            Self.answer(exchange, shrinkingTo: Self.size - 1000)
            answered.open()
        }
        let server = try TestServer(queue) { $0.logger = lines.logger }
        let client = server.client(receiveBuffer: 4096)
        client.send(get())
        // Whoever reads at once may be fast enough for the socket to take everything.
        #expect(answered.wait())
        // Longer than the client waits: a server that waits for its write timeout fails here.
        let response = client.response()
        #expect(response.body.count == Self.size - 1000)
        #expect(response.end == .closed)
        #expect(lines.all == ["a file became shorter while it was sent; connection cut"])
        #expect(eventually { server.server.connectionCount == 0 })
    }

    /// The answering thread finds out by itself.
    @Test func fileThatHasShrunk() throws {
        let wasNoticed = Gate()
        let server = try TestServer(
            ThreadQueue { exchange in
                var template = Array("/tmp/crosswind-test-XXXXXX".utf8CString)
                let descriptor = mkstemp(&template)
                unlink(template)
                defer { close(descriptor) }
                ftruncate(descriptor, 10)
                var position = 0
                var count = 20
                let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n".utf8)
                head.withUnsafeBytes {
                    if case .fileEnded = exchange.socket.transmit($0, file: descriptor, at: &position, count: &count) {
                        wasNoticed.open()
                    }
                }
                #expect(position == 10 && count == 10)
                exchange.complete(.cut)
            })
        let client = server.client()
        client.send(get())
        let response = client.response()
        #expect(response.body.count == 10)
        #expect(response.end == .closed)
        #expect(wasNoticed.wasOpened)
    }
}
