import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import CrosswindServer

/// Clients that close their side, and go on reading or don't.
@Suite struct HalfClosedTests {
    /// Each request of a run hears of it, not only the first.
    @Test func wholeRun() throws {
        let seen = Mutex<[Bool]>([])
        let server = try TestServer(
            ThreadQueue { exchange in
                #expect(eventually { exchange.isHalfClosed })
                var each: HTTPExchange? = exchange
                var answers = ""
                while let one = each {
                    seen.withLock { $0.append(one.isHalfClosed) }
                    answers += ok(one.path)
                    each = one.nextInRun
                }
                exchange.answerHere(answers)
            })
        let client = server.client()
        client.send(get("/one") + get("/two"))
        client.endSending()
        let (text, end) = client.everything()
        #expect(text == ok("/one") + ok("/two") && end == .closed)
        #expect(seen.withLock { $0 } == [true, true])
    }

    /// So does one that was taken up after the client had closed.
    @Test func requestTakenUpLater() throws {
        let seen = Mutex<[Bool]>([])
        let server = try TestServer(
            ThreadQueue { exchange in
                if exchange.path == "/one" { #expect(eventually { exchange.isHalfClosed }) }
                seen.withLock { $0.append(exchange.isHalfClosed) }
                exchange.answerHere(ok(exchange.path))
            })
        let client = server.client()
        client.send(get("/one") + post("/two", "x"))
        client.endSending()
        #expect(client.everything().text == ok("/one") + ok("/two"))
        #expect(seen.withLock { $0 } == [true, true])
    }

    /// What the socket still holds comes all at once, paused or not: no more of it is kept than ever.
    @Test func flood() throws {
        let waiting = Mutex<HTTPExchange?>(nil)
        let loop = EmbeddedEventLoop()
        let core = ServerCore(
            configuration: .forTests,
            callback: ClosureCallback { exchange in waiting.withLock { $0 = exchange } })
        let connection = HTTPConnection(loop: LoopState(eventLoop: loop, core: core))
        let channel = EmbeddedChannel(handler: connection, loop: loop)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        try channel.writeInbound(ByteBuffer(string: get("/held")))
        let requests = ByteBuffer(string: String(repeating: get("/more"), count: 5_000))
        for _ in 0..<64 {
            try channel.writeInbound(requests)
            #expect(connection.input.readableBytes < 2 << 20)
        }
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        waiting.withLock { $0 }?.respond(status: 200, body: "held")
        loop.run()
        var answers = 0
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) {
            answers += String(buffer: bytes).ranges(of: "HTTP/1.1 200").count
        }
        #expect(answers == 1)
        #expect(!channel.isActive)
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }
}
