import CrosswindHTTP
import Testing

@testable import CrosswindServer

/// A body that ends with its connection (HTTP/1.0, no length): cut short, the connection must end by a reset, since an
/// orderly end would make a part of it the whole (RFC 9112 §8).
@Suite struct CutTests {
    private static let request = "GET / HTTP/1.0\r\n\r\n"
    private static let part = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\npart"

    @Test(arguments: [true, false]) func byAThread(_ isWhole: Bool) throws {
        let server = try TestServer(
            ThreadQueue { exchange in
                exchange.willEndByClosing()
                exchange.answerHere(Self.part, isWhole ? .close : .cut)
            })
        let client = server.client()
        client.send(Self.request)
        let (text, end) = client.everything()
        #expect(text == Self.part)
        #expect(end == (isWhole ? .closed : .reset))
        #expect(eventually { server.server.connectionCount == 0 })
    }

    @Test(arguments: [true, false]) func natively(_ isWhole: Bool) throws {
        let server = try TestServer { exchange in
            do throws(HTTPFieldError) {
                try exchange.begin(status: 200)
            } catch {
                Issue.record(error)
            }
            Array("part".utf8).withUnsafeBytes { _ = exchange.write($0) }
            if isWhole { exchange.finish() } else { exchange.abort() }
        }
        let client = server.client()
        client.send(Self.request)
        let response = client.response()
        #expect(response.text == "part")
        #expect(response.end == (isWhole ? .closed : .reset))
    }

    /// The server gives up on a thread that is still answering; it learns it from its socket.
    @Test func whileAThreadAnswers() throws {
        let hasBegun = Gate()
        let isGone = Gate()
        let server = try TestServer(
            ThreadQueue { exchange in
                exchange.willEndByClosing()
                let part = Array(Self.part.utf8)
                part.withUnsafeBytes { _ = exchange.socket.transmit($0) }
                hasBegun.open()
                while case .sent = part.withUnsafeBytes({ exchange.socket.transmit($0) }) {
                    if !exchange.socket.waitWritable(milliseconds: 15_000) { break }
                }
                isGone.open()
                exchange.complete(.cut)
            })
        let client = server.client(receiveBuffer: 4096)
        client.send(Self.request)
        #expect(hasBegun.wait())
        pause(milliseconds: 50)
        server.server.abort()
        #expect(client.everything().end == .reset)
        #expect(isGone.wait())
    }

    /// The reader stalls, and the loop gives up on what a thread has left to it.
    @Test func whileTheLoopSends() throws {
        let server = try TestServer(
            ThreadQueue { exchange in
                exchange.willEndByClosing()
                exchange.answerHere(Self.part + String(repeating: "x", count: 8 << 20), .close)
            }
        ) { $0.writeTimeout = .milliseconds(300) }
        let client = server.client(receiveBuffer: 4096)
        client.send(Self.request)
        #expect(eventually { server.server.connectionCount == 1 })
        #expect(eventually { server.server.connectionCount == 0 })
        #expect(client.everything().end == .reset)
    }

    /// Where the head says how long the body is, what has come can be read to its last byte.
    @Test func framedBodiesEndInOrder() throws {
        let server = try TestServer(
            ThreadQueue { $0.answerHere("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart", .cut) })
        let client = server.client()
        client.send(Self.request)
        #expect(client.everything().end == .closed)
    }
}
