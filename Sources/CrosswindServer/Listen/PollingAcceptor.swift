import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Accepts by looking now and then, in the place of SwiftNIO's listener, where that would end the process: in debug builds,
/// from a socket that other processes accept from as well.
///
/// The kernel tells all of them of a connection, and one gets it. For the others `accept` has nothing, which an assertion of
/// SwiftNIO's (`readResult == .some`, in `BaseSocketChannel.readable0`) takes for impossible. Release builds go on, so that
/// there the listener stays as it is; but who tries `swift run crosswind --workers 2` has a debug build.
///
/// Stands before ``Acceptor``, which decides when to accept.
final class PollingAcceptor: ChannelOutboundHandler {
    typealias OutboundIn = Never

    /// Whether SwiftNIO was compiled with its assertions, as this was.
    static let isNeeded: Bool = {
        var isDebug = false
        assert(
            {
                isDebug = true
                return true
            }())
        return isDebug
    }()

    /// Between two looks. Nobody measures a debug build.
    private static let pause = TimeAmount.milliseconds(2)

    private let children: any EventLoopGroup
    private let setUp: @Sendable (any Channel) throws -> Void
    private var isLooking = false

    /// Connections go to the loops of `children`, and to `setUp` there before they become active.
    init(children: any EventLoopGroup, setUp: @escaping @Sendable (any Channel) throws -> Void) {
        self.children = children
        self.setUp = setUp
    }

    /// Not passed on: the listener stays unregistered.
    func read(context: ChannelHandlerContext) {
        guard !isLooking else { return }
        isLooking = true
        lookLater(context)
    }

    private func lookLater(_ context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) {
            // Accepting may have been stopped since, or the listener been closed.
            let isWanted = (try? context.channel.syncOptions?.getOption(.autoRead)) ?? false
            guard isWanted, let accepted = Self.accept(context.channel) else {
                self.isLooking = false
                return
            }
            switch accepted {
            case .success(let descriptor):
                self.takeOver(descriptor)
                self.isLooking = false
                context.channel.read()
            case .failure(let error):
                if ![EAGAIN, EINTR, ECONNABORTED].contains(error.errnoCode) { context.fireErrorCaught(error) }
                self.lookLater(context)
            }
        }
    }

    /// Nil when the listener is closed.
    private static func accept(_ listener: any Channel) -> Result<Int32, IOError>? {
        listener.withDescriptor { listening in
            #if canImport(Glibc)
            let accepted = Glibc.accept(listening, nil, nil)
            #else
            let accepted = Darwin.accept(listening, nil, nil)
            #endif
            return accepted < 0 ? .failure(IOError(errnoCode: errno, reason: "accept")) : .success(accepted)
        }
    }

    private func takeOver(_ descriptor: Int32) {
        _ = ClientBootstrap(group: children.next())
            .channelInitializer { [setUp] channel in
                channel.eventLoop.makeCompletedFuture { try setUp(channel) }
            }
            .withConnectedSocket(descriptor)
    }
}
