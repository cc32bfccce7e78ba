import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Takes what a listener accepts, in the place of SwiftNIO's own handler for that.
///
/// `ServerBootstrap` sets up each connection through a chain of futures; their making and unmaking was a tenth of a
/// connection's price. Everything here is done at once, or in one task on the connection's loop.
///
/// Among processes that share the listening socket it also sees to it that each gets its part: one that is ahead does not
/// listen until the others have caught up (``AcceptShares``).
final class Acceptor: ChannelInboundHandler, ChannelOutboundHandler {
    typealias InboundIn = any Channel
    typealias OutboundIn = Never

    private let setUp: @Sendable (any Channel) throws -> Void
    private let early: EarlyConnections?
    private let failed: @Sendable (any Channel, any Error) -> Void
    private let turn: AcceptPlace?
    private let hasWaiting: (any Channel) -> Bool?
    /// Accepted since the last `read`: they are counted when they become active, which is after it.
    private var accepted: UInt64 = 0
    /// Set while it waits for others to catch up.
    private var look: Scheduled<Void>?

    /// `setUp` is called on the loop of the accepted channel, before that becomes active. If it throws, the channel is
    /// closed. `failed` is called on the listener's loop when it can't accept.
    ///
    /// - Parameters:
    ///   - turn: The process's place among those that accept from the same socket; nil when there are no others.
    ///   - early: Begins connections without their channels, and then `setUp` is not called; nil when it can't.
    ///   - hasWaiting: Whether a connection waits to be accepted; nil when the listener is closed.
    init(
        turn: AcceptPlace? = nil, early: EarlyConnections? = nil,
        hasWaiting: @escaping (any Channel) -> Bool? = Acceptor.hasWaiting,
        setUp: @escaping @Sendable (any Channel) throws -> Void,
        failed: @escaping @Sendable (any Channel, any Error) -> Void = { _, _ in }
    ) {
        self.turn = turn
        self.early = early
        self.hasWaiting = hasWaiting
        self.setUp = setUp
        self.failed = failed
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { failed(context.channel, error) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        turn?.isPunctual()
        if let early { return early.take(unwrapInboundIn(data), data, from: context.channel) }
        if turn != nil { accepted += 1 }
        let accepted = unwrapInboundIn(data)
        if accepted.eventLoop === context.eventLoop {
            Self.setUp(accepted, setUp)
        } else {
            accepted.eventLoop.execute { [setUp] in Self.setUp(accepted, setUp) }
        }
        // Past the bootstrap's handler, to where the listener registers the channel with its loop: in a task, which for
        // another loop comes after the one above.
        context.channel._channelCore.channelRead0(data)
    }

    private static func setUp(_ accepted: any Channel, _ setUp: (any Channel) throws -> Void) {
        do { try setUp(accepted) } catch { accepted.close(promise: nil) }
    }

    // MARK: leaving connections to others

    /// How long it waits before it looks whether the others have caught up: each time twice as long, up to the last. Soon at
    /// first, as of many connections that come together the others take some in each tenth of a millisecond.
    private static let firstLook = TimeAmount.microseconds(250)
    private static let lastLook = TimeAmount.milliseconds(64)
    /// From a pause of that length on, some 4 ms after the first, it looks whether the others take what comes at all. Who has to
    /// be woken first may take as long.
    private static let patience = TimeAmount.milliseconds(2)

    func read(context: ChannelHandlerContext) {
        guard let turn else { return context.read() }
        let isAhead = turn.isAhead(with: accepted)
        accepted = 0
        guard isAhead else { return goOn(context, turn) }
        turn.waits()
        if look == nil { wait(context, turn, Self.firstLook) }
    }

    private func goOn(_ context: ChannelHandlerContext, _ turn: AcceptPlace) {
        if let look {
            look.cancel()
            self.look = nil
            turn.accepts(true)
        }
        context.read()
    }

    /// The channel is not read, so that the others alone are woken.
    private func wait(_ context: ChannelHandlerContext, _ turn: AcceptPlace, _ pause: TimeAmount) {
        look = context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
            if turn.isAhead {
                guard let isWaiting = self.hasWaiting(context.channel) else { return }
                guard isWaiting, pause >= Self.patience else {
                    return self.wait(context, turn, min(pause * 2, Self.lastLook))
                }
                turn.othersAreLate()
            }
            // Accepting may have been stopped since.
            if (try? context.channel.syncOptions?.getOption(.autoRead)) == true { self.goOn(context, turn) }
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { look?.cancel() }

    private static func hasWaiting(_ listener: any Channel) -> Bool? {
        listener.withDescriptor { descriptor in
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            return poll(&wanted, 1, 0) > 0
        }
    }
}
