import NIOCore

/// Takes what a listener accepts, in the place of SwiftNIO's own handler for that.
///
/// `ServerBootstrap` sets up each connection through a chain of futures; their making and unmaking was a tenth of a
/// connection's price. Everything here is done at once, or in one task on the connection's loop.
final class Acceptor: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private let setUp: @Sendable (any Channel) throws -> Void
    private let failed: @Sendable (any Channel, any Error) -> Void

    /// `setUp` is called on the loop of the accepted channel, before that becomes active. If it throws, the channel is
    /// closed. `failed` is called on the listener's loop when it can't accept.
    init(
        setUp: @escaping @Sendable (any Channel) throws -> Void,
        failed: @escaping @Sendable (any Channel, any Error) -> Void = { _, _ in }
    ) {
        self.setUp = setUp
        self.failed = failed
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { failed(context.channel, error) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
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
}
