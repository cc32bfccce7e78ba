import CrosswindHTTP
import Logging
import NIOCore

/// A response that is written on the event loop, through the channel.
final class NativeResponse {
    private var encoder: ResponseEncoder
    private let exchange: HTTPExchange
    private var headBytes = ByteBuffer()
    private var onWritable: (() -> Void)?
    private var onDisconnect: (() -> Void)?
    private(set) var hasBegun = false
    private var isGone = false
    /// Ended, perhaps still inside ``finish()``.
    private var isOver = false

    init(_ exchange: HTTPExchange) {
        self.exchange = exchange
        encoder = Self.encoder(exchange)
        isGone = exchange.connection.phase == .closed
    }

    private static func encoder(_ exchange: HTTPExchange) -> ResponseEncoder {
        ResponseEncoder(
            minorVersion: exchange.head.minorVersion, isHEAD: exchange.head.methodKind == .head,
            keepAlive: exchange.mayKeepAlive)
    }

    private var connection: HTTPConnection { exchange.connection }
    private var loop: LoopState { connection.loop }

    /// Writes the head into the loop's scratch buffer, to leave with the first of the body.
    func begin(
        status: UInt16, reason: StaticString?, fields: [(name: String, value: String)], bodyCount: Int?
    ) throws(HTTPFieldError) {
        precondition(!hasBegun, "the response has begun already")
        loop.refreshCommon()
        loop.output.clear()
        // Anew: an earlier attempt may have failed half-way, or the server have begun to drain since.
        encoder = Self.encoder(exchange)
        do throws(HTTPFieldError) {
            try encoder.begin(
                status: status, reason: (reason ?? HTTPStatus.reason(status)).rawBytes, into: &loop.output)
            for (name, value) in fields { try field(name, value) }
        } catch {
            loop.output.clear()
            throw error
        }
        encoder.endHead(bodyCount: bodyCount, common: loop.common, into: &loop.output)
        exchange.status = status
        hasBegun = true
    }

    private func field(_ name: String, _ value: String) throws(HTTPFieldError) {
        var name = name
        var value = value
        var failure: HTTPFieldError?
        name.withUTF8 { name in
            value.withUTF8 { value in
                do throws(HTTPFieldError) {
                    try encoder.field(
                        name: UnsafeRawBufferPointer(name), value: UnsafeRawBufferPointer(value), into: &loop.output)
                } catch {
                    failure = error
                }
            }
        }
        if let failure { throw failure }
    }

    /// Frames `bytes` and writes what is ready to the channel; false when the client is gone.
    func write(_ bytes: UnsafeRawBufferPointer, flush: Bool) -> Bool {
        guard !isGone else { return false }
        let frame = encoder.frame(count: bytes.count, into: &loop.output)
        loop.output.append(UnsafeRawBufferPointer(rebasing: bytes[..<frame.payload]))
        loop.output.append(frame.suffix.bytes)
        if frame.verdict == .truncated {
            loop.core.configuration.logger.error("a response is longer than its Content-Length; the rest was dropped")
        }
        exchange.bodyBytesSent += frame.payload
        if flush { send() }
        // Sending is where a reset is found out.
        return !isGone
    }

    private func send() {
        guard !isGone, loop.output.count > 0 else { return }
        if loop.core.configuration.log != nil, headBytes.readableBytes == 0 {
            headBytes.writeBytes(loop.output.bytes.prefix(16_384))
        }
        connection.writeScratch()
    }

    /// Ends the response; the connection goes on to the next request or closes.
    func finish() {
        guard !isOver else { return }
        isOver = true
        guard !isGone else { return complete(.cut) }
        let completion = encoder.finish(into: &loop.output)
        send()
        switch completion {
        case .complete(let keepAlive): complete(keepAlive ? .keepAlive : .close)
        case .short:
            loop.core.configuration.logger.error("a response is shorter than its Content-Length; connection cut")
            complete(.cut)
        }
    }

    /// Gives up in the middle: the client sees a truncated message.
    func abort() {
        guard !isOver else { return }
        isOver = true
        complete(.cut)
    }

    private func complete(_ outcome: HTTPExchange.Outcome) {
        loop.output.clear()
        record()
        exchange.outcome = outcome
        connection.completed(exchange)
    }

    private func record() {
        guard let log = loop.core.configuration.log else { return }
        headBytes.withUnsafeReadableBytes { log.record(exchange, responseHead: $0) }
    }

    /// Calls `body` once the channel has room again; at once when it has.
    func whenWritable(_ body: @escaping () -> Void) {
        if isGone || connection.context.channel.isWritable { return body() }
        onWritable = body
        connection.blocked(exchange)
    }

    func writable() {
        let body = onWritable
        onWritable = nil
        body?()
    }

    /// Calls `body` when the client goes away; at once when it has.
    func whenDisconnected(_ body: @escaping () -> Void) {
        if isGone { body() } else { onDisconnect = body }
    }

    func disconnected() {
        isGone = true
        if !isOver { onDisconnect?() }
        // That may have ended the response, and then the exchange is somebody else's.
        if !isOver { writable() }
    }
}
