import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import CrosswindServer

@Suite struct AcceptorTests {
    private struct Refusal: Error {}

    /// What was accepted is set up, and goes on to the listener, which registers it.
    @Test func setsUpAndHandsOn() throws {
        let seen = Mutex<[ObjectIdentifier]>([])
        let listener = EmbeddedChannel(
            handler: Acceptor { channel in seen.withLock { $0.append(ObjectIdentifier(channel)) } })
        let accepted = EmbeddedChannel(loop: listener.embeddedEventLoop)
        listener.pipeline.fireChannelRead(accepted as any Channel)
        #expect(seen.withLock { $0 } == [ObjectIdentifier(accepted)])
        #expect(try listener.readInbound(as: (any Channel).self) === accepted)
        _ = try? accepted.finish()
        _ = try listener.finish()
    }

    @Test func onTheLoopOfTheAcceptedChannel() throws {
        let seen = Mutex(0)
        let listener = EmbeddedChannel(handler: Acceptor { _ in seen.withLock { $0 += 1 } })
        let accepted = EmbeddedChannel()
        listener.pipeline.fireChannelRead(accepted as any Channel)
        #expect(seen.withLock { $0 } == 0)
        #expect(try listener.readInbound(as: (any Channel).self) === accepted)
        accepted.embeddedEventLoop.run()
        #expect(seen.withLock { $0 } == 1)
        _ = try? accepted.finish()
        _ = try listener.finish()
    }

    @Test func closesWhatCantBeSetUp() throws {
        let listener = EmbeddedChannel(handler: Acceptor { _ in throw Refusal() })
        let accepted = EmbeddedChannel(loop: listener.embeddedEventLoop)
        let isClosed = Mutex(false)
        accepted.closeFuture.whenComplete { _ in isClosed.withLock { $0 = true } }
        listener.pipeline.fireChannelRead(accepted as any Channel)
        listener.embeddedEventLoop.run()
        #expect(isClosed.withLock { $0 })
        _ = try? listener.finish()
    }

    /// Accepted on one loop, served on each of three.
    @Test func connectionsOfSeveralLoops() throws {
        let loops = Mutex<Set<ObjectIdentifier>>([])
        let server = try TestServer({ $0.loops = 3 }) { exchange in
            loops.withLock { _ = $0.insert(ObjectIdentifier(exchange.loop)) }
            exchange.respond(status: 200, body: "hello")
        }
        // The loops take turns, among all servers that have three.
        var asked = 0
        while loops.withLock({ $0.count < 3 }), asked < 100 {
            #expect(server.talk(get("/", "Connection: close")).hasSuffix("hello"))
            asked += 1
        }
        #expect(loops.withLock { $0.count } == 3)
    }
}
