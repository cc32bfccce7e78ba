import CrosswindHTTP
import NIOCore
import NIOPosix

/// What any HTTP server on SwiftNIO with our codec has to pay: a channel, a parser, an encoder, and an answer that is
/// always the same. No timeouts, no limits on connections, no bodies, no draining.
final class BareChannel: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var parser = RequestParser()
    private let head = RequestHead()
    private let limits = HTTPLimits()
    private var output = OutputBuffer(capacity: 1024)
    private var common = CommonFields(server: "crosswind")
    private var dated: Int64 = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        buffer.withUnsafeReadableBytes { bytes in
            var consumed = 0
            do throws(HTTPParseError) {
                while consumed < bytes.count {
                    let rest = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
                    guard case .head = try parser.next(rest, consumed: &consumed, head: head, limits: limits) else {
                        break
                    }
                    answer()
                }
            } catch {
                context.close(promise: nil)
            }
        }
        guard output.count > 0 else { return }
        var reply = context.channel.allocator.buffer(capacity: output.count)
        reply.writeBytes(output.bytes)
        output.clear()
        context.writeAndFlush(wrapOutboundOut(reply), promise: nil)
    }

    private func answer() {
        let now = Int64(NIODeadline.now().uptimeNanoseconds / 1_000_000_000)
        if now != dated {
            dated = now
            common.update(unixTime: now)
        }
        var encoder = ResponseEncoder(minorVersion: head.minorVersion, isHEAD: false, keepAlive: head.keepAlive)
        do throws(HTTPFieldError) {
            try encoder.begin(status: 200, reason: Self.bytes("OK"), into: &output)
            try encoder.field(
                name: Self.bytes("Content-Type"), value: Self.bytes("text/html; charset=UTF-8"), into: &output)
        } catch {
            preconditionFailure("\(error)")
        }
        let body = Self.bytes("Hello, world")
        encoder.endHead(bodyCount: body.count, common: common, into: &output)
        _ = encoder.body(body, into: &output)
        _ = encoder.finish(into: &output)
    }

    private static func bytes(_ text: StaticString) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    static func serve(port: Int) throws {
        let channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(BareChannel()) }
            }
            .bind(host: "127.0.0.1", port: port).wait()
        try channel.closeFuture.wait()
    }
}
