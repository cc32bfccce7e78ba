import NIOCore
import Synchronization
import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Connections whose only request lies in the socket when they are accepted: no channel carries them until one is needed.
@Suite struct EarlyConnectionTests {
    private static let last = get("/", "Connection: close")

    /// The thread has the connection's own socket, of which there is no duplicate, if nothing follows its answer.
    private static func isEarly(_ exchange: HTTPExchange) -> Bool {
        exchange.socket.descriptor >= 0 && exchange.socket.descriptor == exchange.connection.ownDescriptor
    }

    @Test(arguments: ["GET / HTTP/1.0\r\n\r\n", last]) func needsNoChannel(_ request: String) throws {
        let early = Mutex<[Bool]>([])
        let server = try TestServer(
            ThreadQueue { exchange in
                early.withLock { $0.append(Self.isEarly(exchange)) }
                exchange.answerHere(ok("hello"), .close)
            })
        for _ in 0..<20 {
            let client = server.client()
            client.send(request)
            let (text, end) = client.everything()
            #expect(text == ok("hello"))
            #expect(end == .closed)
        }
        #if os(Linux)
        #expect(early.withLock { $0 } == Array(repeating: true, count: 20))
        #endif
        #expect(eventually { server.server.connectionCount == 0 })
    }

    /// One after the other, and of both kinds: the listener takes those that follow one without a channel otherwise.
    @Test func keptConnectionsHaveOne() throws {
        let early = Mutex<[Bool]>([])
        let server = try TestServer(
            ThreadQueue { exchange in
                early.withLock { $0.append(Self.isEarly(exchange)) }
                exchange.answerHere(ok(exchange.path), exchange.mayKeepAlive ? .keepAlive : .close)
            })
        let clients = (0..<8).map { _ in server.client() }
        for (index, client) in clients.enumerated() {
            client.send(get("/first", index % 2 == 0 ? "Accept: */*" : "Connection: close"))
        }
        for client in clients { #expect(client.response().text == "/first") }
        early.withLock { early in
            #expect(early.filter { $0 }.count <= 4)
            early = []
        }
        for client in clients.enumerated().filter({ $0.offset % 2 == 0 }).map({ $0.element }) {
            #expect(client.sendAndRead(get("/second")).text == "/second")
            #expect(client.sendAndRead(get("/last", "Connection: close")).text == "/last")
            #expect(client.some().end == .closed)
        }
        #expect(!early.withLock { $0.contains(true) })
        #expect(eventually { server.server.connectionCount == 0 })
    }

    /// Many at once are accepted in one go, and each knows whose it is.
    @Test(arguments: ["127.0.0.1", "0.0.0.0", "::1", "::"]) func whoIsWho(_ host: String) throws {
        let server = HTTPServer(
            ThreadQueue { exchange in
                let (peer, local) = (exchange.peer, exchange.local)
                let ends = [peer.address, peer.port, local.address, local.port]
                exchange.answerHere(
                    ok(ends.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")), .close)
            }, configuration: .forTests)
        defer { server.stop(within: .zero) }
        guard case .tcp(_, let port) = try server.listen(.tcp(host: host, port: 0)) else { return }
        let isV6 = host.contains(":")
        let clients = (0..<100).map { _ in isV6 ? Client(port6: port) : Client(port: port) }
        for client in clients { client.send(Self.last) }
        let address = isV6 ? "::1" : "127.0.0.1"
        for client in clients {
            #expect(client.response().text == "\(address) \(client.ownPort) \(address) \(port)")
            #expect(client.some().end == .closed)
        }
        #expect(eventually { server.connectionCount == 0 })
    }

    @Test func requestsThatComeLaterOrInPieces() throws {
        let server = try TestServer(ThreadQueue { $0.answerHere(ok($0.path), .close) })
        for pieces in [[get("/late")], ["G", "ET /pieces HTTP/1.1\r\nHo", "st: test\r\n\r\n"]] {
            // Not what TCP_DEFER_ACCEPT keeps back: the server accepts after a second at the latest.
            let client = server.client()
            for piece in pieces {
                pause(milliseconds: 30)
                client.send(piece)
            }
            #expect(client.response().status == 200)
            #expect(client.some().end == .closed)
        }
        let silent = server.client()
        #expect(eventually { server.server.connectionCount == 1 })
        #expect(silent.sendAndRead(Self.last).text == "/")
    }

    /// The whole of a body with its head, a part of it, and none of it yet.
    @Test func bodies() throws {
        let server = try TestServer(
            ThreadQueue { exchange in
                exchange.answerHere(ok("\(exchange.bodyBytes.count)"), .close)
            })
        for count in [5, 100_000] {
            let whole = Array(post("/", String(repeating: "b", count: count), "Connection: close").utf8)
            for first in [whole.count, whole.count - 3, whole.count - count] {
                let client = server.client()
                client.send(Array(whole[..<first]))
                if first < whole.count { pause(milliseconds: 20) }
                client.send(Array(whole[first...]))
                #expect(client.response().text == "\(count)")
                #expect(client.some().end == .closed)
            }
        }
    }

    /// To close a socket with unread bytes resets it, which would destroy the answer (RFC 9112 §9.6).
    @Test func whatComesBehindDestroysNoAnswer() throws {
        let hasBegun = Gate()
        let maySend = Gate()
        let server = try TestServer(
            ThreadQueue { exchange in
                hasBegun.open()
                maySend.wait()
                exchange.answerHere(ok(String(repeating: "x", count: 20_000)), .close)
            })
        let client = server.client()
        client.send(Self.last)
        #expect(hasBegun.wait())
        client.send(String(repeating: "more\r\n", count: 1000))
        maySend.open()
        let response = client.response()
        #expect(response.body.count == 20_000)
        #expect(client.some().end == .closed)
    }

    @Test func slowReaders() throws {
        let server = try TestServer(
            ThreadQueue { $0.answerHere(ok(String(repeating: "x", count: 8 << 20)), .close) })
        let client = server.client(receiveBuffer: 4096)
        client.send(Self.last)
        pause(milliseconds: 50)
        #expect(client.response().body.count == 8 << 20)
        #expect(client.some().end == .closed)
        #expect(eventually { server.server.connectionCount == 0 })
    }

    /// Nobody reads the socket of such a connection, but the clock looks whether its client is there.
    @Test(arguments: [true, false]) func clientsThatGo(_ isReset: Bool) throws {
        let hasBegun = Gate()
        let hasHeard = Gate()
        let mayEnd = Gate()
        let server = try TestServer(
            ThreadQueue { exchange in
                hasBegun.open()
                if eventually({ isReset ? exchange.isCancelled : exchange.isHalfClosed }) { hasHeard.open() }
                mayEnd.wait()
                exchange.answerHere(ok("answer"), .close)
            })
        let client = server.client()
        client.send(Self.last)
        #expect(hasBegun.wait())
        if isReset { client.reset() } else { client.endSending() }
        #expect(hasHeard.wait())
        // One that has only said its last word reads on.
        #expect(eventually { server.server.connectionCount == (isReset ? 0 : 1) })
        mayEnd.open()
        if !isReset { #expect(client.response().text == "answer") }
        #expect(eventually { server.server.connectionCount == 0 })
    }

    /// A callback that answers later on the loop has its channel, which hears of the client at once.
    @Test func nativeCallbacks() throws {
        let hasGone = Gate()
        let server = try TestServer { exchange in
            switch exchange.path {
            case "/wait": exchange.whenDisconnected { hasGone.open() }
            case "/later":
                let exchange = NIOLoopBound(exchange, eventLoop: exchange.loop.eventLoop)
                exchange.value.loop.eventLoop.scheduleTask(in: .milliseconds(10)) {
                    exchange.value.respond(status: 200, body: "later")
                }
            default: exchange.respond(status: 200, body: "now")
            }
        }
        for (path, text) in [("/", "now"), ("/later", "later")] {
            let client = server.client()
            #expect(client.sendAndRead(get(path, "Connection: close")).text == text)
            #expect(client.some().end == .closed)
        }
        let client = server.client()
        client.send(get("/wait", "Connection: close"))
        #expect(eventually { server.server.connectionCount == 1 })
        pause(milliseconds: 20)
        client.reset()
        #expect(hasGone.wait())
    }

    /// Linux still hands on a connection that was reset, and its request, but not whose it was.
    @Test func clientsThatGoBeforeTheyAreAccepted() throws {
        let seen = Mutex<[String]>([])
        let isBusy = Gate()
        let server = try TestServer { exchange in
            seen.withLock { $0.append(exchange.path) }
            if exchange.path == "/busy" {
                isBusy.open()
                pause(milliseconds: 200)
            }
            exchange.respond(status: 200, body: "answer")
        }
        let busy = server.client()
        busy.send(get("/busy"))
        #expect(isBusy.wait())
        for _ in 0..<3 {
            let client = server.client()
            client.send(get("/gone", "Connection: close"))
            client.reset()
        }
        #expect(busy.response().text == "answer")
        #expect(server.client().sendAndRead(get("/there", "Connection: close")).text == "answer")
        #expect(seen.withLock { $0 } == ["/busy", "/there"])
    }

    @Test func malformedRequests() throws {
        let server = try TestServer(ThreadQueue { $0.answerHere(ok("hello"), .close) })
        for _ in 0..<5 {
            let client = server.client()
            client.send("GARBAGE\r\n\r\n")
            let response = client.response()
            #expect(response.status == 400)
            #expect(client.some().end == .closed)
        }
        #expect(eventually { server.server.connectionCount == 0 })
    }

    /// A graceful stop waits for the answer; an end at once does not, and the thread may still come back.
    @Test(arguments: [true, false]) func stopping(_ isGraceful: Bool) throws {
        let hasBegun = Gate()
        let mayEnd = Gate()
        let hasEnded = Gate()
        let server = try TestServer(
            ThreadQueue { exchange in
                hasBegun.open()
                mayEnd.wait()
                exchange.answerHere(ok("answer"), .close)
                hasEnded.open()
            })
        let client = server.client()
        client.send(Self.last)
        #expect(hasBegun.wait())
        let cut = Mutex(-1)
        let hasStopped = Gate()
        inThread { [server = server.server] in
            let count = server.stop(within: isGraceful ? .seconds(20) : .zero)
            cut.withLock { $0 = count }
            hasStopped.open()
        }
        if isGraceful {
            pause(milliseconds: 50)
            mayEnd.open()
            #expect(client.response().text == "answer")
            #expect(hasStopped.wait())
        } else {
            #expect(hasStopped.wait())
            #expect(client.some().end != .timedOut)
            mayEnd.open()
        }
        #expect(hasEnded.wait())
        #expect(cut.withLock { $0 } == (isGraceful ? 0 : 1))
        #expect(server.server.connectionCount == 0)
    }

    /// Beyond the limit the others wait in the kernel's backlog.
    @Test func noMoreThanAllowed() throws {
        let most = Mutex((now: 0, most: 0))
        let server = try TestServer(
            ThreadQueue { exchange in
                most.withLock {
                    $0.now += 1
                    $0.most = max($0.most, $0.now)
                }
                pause(milliseconds: 10)
                most.withLock { $0.now -= 1 }
                exchange.answerHere(ok("hello"), .close)
            }
        ) {
            $0.maxConnections = 4
            $0.acceptBatch = 1
        }
        let clients = (0..<40).map { _ in server.client() }
        for client in clients { client.send(Self.last) }
        for client in clients { #expect(client.response().text == "hello") }
        #expect(most.withLock { $0.most } <= 5)
    }

    @Test func unixSockets() throws {
        let path = "/tmp/crosswind-early-\(getpid()).sock"
        let server = HTTPServer(
            ThreadQueue { $0.answerHere(ok($0.peer.description), .close) }, configuration: .forTests)
        defer { server.stop(within: .zero) }
        try server.listen(.unix(path: path))
        for wait in [0, 20] as [UInt32] {
            let client = Client(path: path)
            pause(milliseconds: wait)
            #expect(client.sendAndRead(Self.last).text == "unix")
            #expect(client.some().end == .closed)
        }
        // Some have asked when they are accepted, those between them have not.
        let clients = (0..<40).map { index in
            let client = Client(path: path)
            if index % 3 == 0 { client.send(Self.last) }
            return client
        }
        pause(milliseconds: 20)
        for (index, client) in clients.enumerated() {
            if index % 3 != 0 { client.send(Self.last) }
            #expect(client.response().text == "unix")
            #expect(client.some().end == .closed)
        }
        #expect(eventually { server.connectionCount == 0 })
    }

    /// More than may wait for a thread: the loop answers what it had meant for one.
    @Test func overload() throws {
        let server = try TestServer(RefusingQueue())
        for _ in 0..<5 {
            let response = server.client().sendAndRead(Self.last)
            #expect(response.status == 503)
        }
        #expect(eventually { server.server.connectionCount == 0 })
    }

    private final class RefusingQueue: RequestCallback, ExchangeQueue {
        func handle(_ exchange: HTTPExchange) { exchange.submit(to: self) }

        func submit(first: Unmanaged<HTTPExchange>, last: Unmanaged<HTTPExchange>, count: Int) -> Bool {
            var next: HTTPExchange? = first.takeUnretainedValue()
            while let exchange = next {
                next = UnsafeRawPointer(bitPattern: exchange.link).map {
                    Unmanaged<HTTPExchange>.fromOpaque($0).takeUnretainedValue()
                }
                exchange.refuseAsOverloaded()
            }
            return true
        }
    }
}

extension Client {
    /// The port that the system chose for this end.
    fileprivate var ownPort: Int {
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        // At the same place for both families.
        return Int(UInt16(bigEndian: address.sin6_port))
    }
}
