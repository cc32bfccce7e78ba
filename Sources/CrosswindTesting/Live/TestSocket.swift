import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A client's end of a connection, which reads only when it is asked to: a test that doesn't read is a slow client.
final class TestSocket: Sendable {
    private let channel: any Channel
    private let reader: NIOLoopBound<SocketReader>

    private init(_ channel: any Channel, _ reader: NIOLoopBound<SocketReader>) {
        self.channel = channel
        self.reader = reader
    }

    static func connect(_ port: Int) async throws(TestError) -> TestSocket {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.autoRead, value: false)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let reader = SocketReader()
                        try channel.pipeline.syncOperations.addHandler(reader)
                        return TestSocket(channel, NIOLoopBound(reader, eventLoop: channel.eventLoop))
                    }
                }
        } catch {
            throw .notConnected("\(error)")
        }
    }

    /// Sends `bytes` and waits until the kernel has them. What can't be sent is no error: the server may have answered
    /// and closed before it had read everything, and what it said is still to be read.
    func send(_ bytes: ByteBuffer) async { try? await channel.writeAndFlush(bytes) }

    /// What came next; nil when the server has closed its side.
    func receive(_ patience: Duration) async throws(TestError) -> ByteBuffer? {
        do {
            return try await channel.eventLoop.flatSubmit { [self] in reader.value.next(TimeAmount(patience)) }.get()
        } catch let error as TestError {
            throw error
        } catch {
            throw .reset
        }
    }

    /// Nothing more will be sent; reading goes on.
    func endSending() async { try? await channel.close(mode: .output) }

    func close() async { try? await channel.close() }

    /// Ends the connection by a reset, as a client does that crashes.
    func reset() async {
        let none = linger(l_onoff: 1, l_linger: 0)
        try? await (channel as? any SocketOptionProvider)?.setSoLinger(none).get()
        await close()
    }
}

/// Asks the channel for more when somebody waits for it and nothing is there. Confined to the channel's loop.
private final class SocketReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var context: ChannelHandlerContext?
    private var buffers: CircularBuffer<ByteBuffer> = []
    private var end: Result<ByteBuffer?, TestError>?
    private var waiting: EventLoopPromise<ByteBuffer?>?
    private var patience: Scheduled<Void>?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func next(_ patience: TimeAmount) -> EventLoopFuture<ByteBuffer?> {
        guard let context else {
            return MultiThreadedEventLoopGroup.singleton.any().makeCompletedFuture(
                buffers.popFirst().map { .success($0) } ?? ended)
        }
        let promise = context.eventLoop.makePromise(of: ByteBuffer?.self)
        if let buffer = buffers.popFirst() {
            promise.succeed(buffer)
        } else if let end {
            promise.completeWith(end.mapError { $0 })
        } else {
            waiting = promise
            let reader = NIOLoopBound(self, eventLoop: context.eventLoop)
            self.patience = context.eventLoop.scheduleTask(in: patience) { reader.value.give(.failure(.timedOut)) }
            context.read()
        }
        return promise.futureResult
    }

    private var ended: Result<ByteBuffer?, any Error> { (end ?? .failure(.closed)).mapError { $0 } }

    private func give(_ result: Result<ByteBuffer?, TestError>) {
        patience?.cancel()
        patience = nil
        let promise = waiting
        waiting = nil
        promise?.completeWith(result.mapError { $0 })
    }

    private func ends(_ how: Result<ByteBuffer?, TestError>) {
        if end == nil { end = how }
        if waiting != nil { give(how) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        if waiting != nil { give(.success(buffer)) } else { buffers.append(buffer) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { ends(.success(nil)) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { ends(.failure(.reset)) }
    func channelInactive(context: ChannelHandlerContext) { ends(.success(nil)) }
}
