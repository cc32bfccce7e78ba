import NIOCore
import NIOPosix

/// Asks another worker, at its own socket, for its part of a page.
///
/// The sockets lie in a directory that only the server's user may enter, so what answers there is a worker; but one that is
/// stopped or stuck doesn't answer, hence the deadline.
enum Neighbour {
    /// More than this from one worker is not shown: 256 threads with stacks stay below.
    private static let most = 8 << 20

    /// The path of the process's socket.
    static func path(_ directory: String, pid: Int32) -> String { "\(directory)/\(pid)" }

    /// The body of what the worker answers at `target`, or nil when it doesn't within `patience`.
    static func ask(
        _ path: String, _ target: String, within patience: TimeAmount, on loop: any EventLoop
    ) -> EventLoopFuture<String?> {
        let answer = loop.makePromise(of: String?.self)
        ClientBootstrap(group: loop)
            .connectTimeout(patience)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Listener(answer, target, patience))
                }
            }
            .connect(unixDomainSocketPath: path)
            .whenFailure { _ in answer.succeed(nil) }
        return answer.futureResult
    }

    /// Gathers an answer until the connection ends.
    private final class Listener: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let answer: EventLoopPromise<String?>
        private let target: String
        private let patience: TimeAmount
        private var received = ByteBuffer()
        private var isTooLate = false

        init(_ answer: EventLoopPromise<String?>, _ target: String, _ patience: TimeAmount) {
            self.answer = answer
            self.target = target
            self.patience = patience
        }

        func channelActive(context: ChannelHandlerContext) {
            let request = "GET \(target) HTTP/1.0\r\nHost: worker\r\n\r\n"
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
            let here = NIOLoopBound((self, context.channel), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: patience) {
                here.value.0.isTooLate = true
                here.value.1.close(promise: nil)
            }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var piece = unwrapInboundIn(data)
            received.writeBuffer(&piece)
            if received.readableBytes > Neighbour.most { context.close(promise: nil) }
        }

        func channelInactive(context: ChannelHandlerContext) { answer.succeed(isTooLate ? nil : body) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        /// What follows the head of a whole 200.
        private var body: String? {
            let bytes = received.readableBytesView
            guard bytes.starts(with: "HTTP/1.1 200 ".utf8),
                let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))
            else { return nil }
            return String(decoding: bytes[end.upperBound...], as: UTF8.self)
        }
    }
}
