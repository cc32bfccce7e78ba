import CrosswindHTTP
import NIOCore
import Synchronization
import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Exchanges that go to another thread and come back.
@Suite struct HTTPExchangeTests {
    @Test func answeredByAThread() throws {
        let server = try TestServer(ThreadQueue { $0.answerHere(ok($0.path)) })
        let client = server.client()
        for index in 0..<20 {
            client.send(get("/\(index)"))
            #expect(client.response().text == "/\(index)")
        }
    }

    /// Far more at once than a quiet server has exchanges, so that they are made, used again and given back.
    @Test func manyAtOnce() throws {
        let server = try TestServer(ThreadQueue { $0.answerHere(ok($0.path)) })
        for round in 0..<3 {
            let clients = (0..<200).map { _ in server.client() }
            for (index, client) in clients.enumerated() { client.send(get("/\(round)/\(index)")) }
            for (index, client) in clients.enumerated() { #expect(client.response().text == "/\(round)/\(index)") }
        }
    }

    /// All that one turn of the loop brings is submitted together.
    @Test func batchesArePassedOnWhole() throws {
        let queue = ThreadQueue { $0.answerHere(ok("")) }
        let server = try TestServer(queue)
        let clients = (0..<30).map { _ in server.client() }
        for client in clients { client.send(get()) }
        for client in clients { #expect(client.response().status == 200) }
        #expect(queue.batches.withLock { $0.reduce(0, +) } == 30)
    }

    @Test(arguments: [HTTPExchange.Outcome.close, .cut]) func connectionEnds(_ outcome: HTTPExchange.Outcome) throws {
        let server = try TestServer(ThreadQueue { $0.answerHere(ok("last"), outcome) })
        let client = server.client()
        client.send(get())
        let (text, end) = client.everything()
        #expect(text.hasSuffix("last"))
        #expect(end == .closed)
        #expect(eventually { server.server.connectionCount == 0 })
    }

    /// A message cut in the middle must not look whole.
    @Test func cutIsVisible() throws {
        let server = try TestServer(
            ThreadQueue { exchange in
                let part = Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart".utf8)
                part.withUnsafeBytes { _ = exchange.socket.transmit($0) }
                exchange.complete(.cut)
            })
        let client = server.client()
        client.send(get())
        let response = client.response()
        #expect(response.text == "part")
        #expect(response.end == .closed)
    }

    /// A reader that is slower than the answer: what the socket didn't take leaves through the loop, byte for byte, and
    /// the next request is answered after it.
    @Test func restGoesThroughTheLoop() throws {
        let body = String((0..<500_000).map { Character(Unicode.Scalar(UInt8(97 + $0 % 23))) })
        let large = String(repeating: body, count: 12)
        let server = try TestServer(ThreadQueue { $0.answerHere(ok($0.path == "/large" ? large : "small")) })
        let client = server.client(receiveBuffer: 4096)
        client.send(get("/large") + post("/small", "x"))
        usleep(50_000)
        #expect(client.response().text == large)
        #expect(client.response().text == "small")
    }

    /// The client is gone before the answer: nothing crashes, and the thread learns it.
    @Test func clientGoneBeforeTheAnswer() throws {
        let gate = Gate()
        let wasCancelled = Gate()
        let wasGone = Gate()
        let server = try TestServer(
            ThreadQueue { exchange in
                gate.wait()
                if exchange.isCancelled { wasCancelled.open() }
                let bytes = [UInt8](repeating: 0, count: 1000)
                if case .gone = bytes.withUnsafeBytes({ exchange.socket.transmit($0) }) { wasGone.open() }
                exchange.complete(.cut)
            })
        let client = server.client()
        client.send(get())
        #expect(client.isQuiet(milliseconds: 50))
        client.reset()
        #expect(eventually { server.server.connectionCount == 0 })
        gate.open()
        #expect(eventually { wasCancelled.wasOpened && wasGone.wasOpened })
    }

    /// A thread that sleeps until a stalled client reads on is woken when that goes away, and gives up when it stalls.
    @Test(arguments: [true, false]) func waitWritable(_ resets: Bool) throws {
        let result = Mutex<Bool?>(nil)
        let isWaiting = Gate()
        let server = try TestServer(
            ThreadQueue { exchange in
                let bytes = [UInt8](repeating: 0, count: 1 << 20)
                var isFull = false
                while !isFull {
                    if case .sent(let count) = bytes.withUnsafeBytes({ exchange.socket.transmit($0) }) {
                        isFull = count < bytes.count
                    }
                }
                isWaiting.open()
                let woken = exchange.socket.waitWritable(milliseconds: resets ? 15_000 : 50)
                result.withLock { $0 = woken }
                exchange.complete(.cut)
            })
        let client = server.client(receiveBuffer: 4096)
        client.send(get())
        isWaiting.wait()
        if resets { client.reset() }
        #expect(eventually { result.withLock { $0 } != nil })
        #expect(result.withLock { $0 } == false)
    }

    /// The same wait ends well when the client reads on.
    @Test func waitWritableUntilRead() throws {
        let server = try TestServer(
            ThreadQueue { exchange in
                let body = [UInt8](repeating: 65, count: 4 << 20)
                var bytes = Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body
                while !bytes.isEmpty {
                    guard case .sent(let count) = bytes.withUnsafeBytes({ exchange.socket.transmit($0) }) else { break }
                    bytes.removeFirst(count)
                    if !bytes.isEmpty, !exchange.socket.waitWritable(milliseconds: 15_000) { break }
                }
                exchange.complete(bytes.isEmpty ? .keepAlive : .cut)
            })
        let client = server.client(receiveBuffer: 4096)
        client.send(get())
        #expect(client.response().body.count == 4 << 20)
    }

    /// A head and a payload that are not copied together.
    @Test func headAndPayload() throws {
        let server = try TestServer(
            ThreadQueue { exchange in
                let payload = Array(repeating: UInt8(66), count: 100_000)
                let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".utf8)
                head.withUnsafeBytes { head in
                    payload.withUnsafeBytes { payload in
                        guard case .sent(let count) = exchange.socket.transmit(head, payload) else { return }
                        let rest = payload.dropFirst(max(0, count - head.count))
                        exchange.complete(.keepAlive, rest: rest.isEmpty ? nil : .init(bytes: rest))
                    }
                }
            })
        let client = server.client()
        for _ in 0..<3 {
            client.send(get())
            #expect(client.response().body == Array(repeating: UInt8(66), count: 100_000))
        }
    }

    /// A client that stops reading is let go once it has stalled for long enough.
    @Test func stalledFlushIsCut() throws {
        let large = String(repeating: "x", count: 8 << 20)
        let server = try TestServer(ThreadQueue { $0.answerHere(ok(large)) }) { $0.writeTimeout = .milliseconds(200) }
        let client = server.client(receiveBuffer: 4096)
        client.send(get())
        #expect(client.exactly(1).count == 1)
        #expect(eventually { server.server.connectionCount == 0 })
        let (rest, end) = client.everything()
        #expect(end != .timedOut)
        #expect(rest.utf8.count < large.utf8.count)
    }
}
