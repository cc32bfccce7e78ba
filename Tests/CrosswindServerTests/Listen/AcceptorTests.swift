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

    // MARK: among others

    /// Counts what reaches the listener: as often it accepts.
    private final class Reads: ChannelOutboundHandler {
        typealias OutboundIn = Never
        var count = 0

        func read(context: ChannelHandlerContext) { count += 1 }
    }

    /// A listener of a process that is one of two; the other's place.
    private func listener(
        _ shares: AcceptShares, hasWaiting: @escaping () -> Bool?
    ) throws -> (EmbeddedChannel, Reads, mine: AcceptPlace, other: AcceptPlace) {
        let mine = try #require(shares.take(pid: 1))
        let other = try #require(shares.take(pid: 2))
        mine.accepts(true)
        other.accepts(true)
        let reads = Reads()
        let acceptor = Acceptor(turn: mine, hasWaiting: { _ in hasWaiting() }, setUp: { _ in })
        let channel = EmbeddedChannel(handlers: [reads, acceptor])
        return (channel, reads, mine, other)
    }

    /// Who is ahead accepts again when the other has caught up, and not before.
    @Test func whoIsAheadWaits() throws {
        let (channel, reads, mine, other) = try listener(AcceptShares(), hasWaiting: { false })
        mine.connectionsChanged(3)
        channel.pipeline.read()
        channel.pipeline.read()
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(reads.count == 0)
        other.connectionsChanged(2)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(64))
        #expect(reads.count == 1)
        channel.pipeline.read()
        #expect(reads.count == 2)
        _ = try channel.finish()
    }

    /// A connection counts from when it is accepted: it becomes active only later.
    @Test func whatWasJustAcceptedCounts() throws {
        let (channel, reads, mine, _) = try listener(AcceptShares(), hasWaiting: { false })
        mine.connectionsChanged(2)
        channel.pipeline.read()
        #expect(reads.count == 1)
        let accepted = EmbeddedChannel(loop: channel.embeddedEventLoop)
        channel.pipeline.fireChannelRead(accepted as any Channel)
        channel.pipeline.read()
        #expect(reads.count == 1)
        // It has been closed since, or was never counted.
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(4))
        #expect(reads.count == 2)
        _ = try? accepted.finish()
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    /// Who leaves connections waiting is not waited for.
    @Test func notForOneThatIsLate() throws {
        let (channel, reads, mine, other) = try listener(AcceptShares(), hasWaiting: { true })
        mine.connectionsChanged(3)
        channel.pipeline.read()
        #expect(reads.count == 0)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(4))
        #expect(reads.count == 1)
        mine.connectionsChanged(1)
        #expect(!mine.isAhead)
        other.isPunctual()
        #expect(mine.isAhead)
        _ = try channel.finish()
    }

    /// A listener that was closed meanwhile is left alone.
    @Test func notWhenItIsClosed() throws {
        let (channel, reads, mine, _) = try listener(AcceptShares(), hasWaiting: { nil })
        mine.connectionsChanged(3)
        channel.pipeline.read()
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(reads.count == 0)
        _ = try channel.finish()
    }
}
