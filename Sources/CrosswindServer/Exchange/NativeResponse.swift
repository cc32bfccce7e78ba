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
    private var onHalfClose: (() -> Void)?
    private(set) var hasBegun = false
    private var isGone = false
    /// The channel holds bytes that wait for a flush.
    private var isHeld = false
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
            keepAlive: exchange.mayKeepAlive && !exchange.connection.endsAfter(exchange))
    }

    private var connection: HTTPConnection { exchange.connection }
    private var loop: LoopState { connection.loop }

    /// Writes the head into the loop's scratch buffer, to leave with the first of the body.
    func begin(
        status: UInt16, reason: String?, bodyCount: Int?,
        fields: (inout FieldWriter) throws(HTTPFieldError) -> Void
    ) throws(HTTPFieldError) {
        precondition(!hasBegun, "the response has begun already")
        precondition(!loop.isWritingHead, "a response begun while the fields of another are being written")
        loop.isWritingHead = true
        defer { loop.isWritingHead = false }
        let loop = loop
        loop.refreshCommon()
        loop.output.clear()
        // Anew: an earlier attempt may have failed half-way, or the server have begun to drain since.
        var writer = FieldWriter(Self.encoder(exchange), loop.output.take())
        do throws(HTTPFieldError) {
            if let reason {
                try FieldWriter.withBytes(of: reason) { bytes throws(HTTPFieldError) in
                    try writer.encoder.begin(status: status, reason: bytes, into: &writer.output)
                }
            } else {
                try writer.encoder.begin(
                    status: status, reason: HTTPStatus.reason(status).rawBytes, into: &writer.output)
            }
            try fields(&writer)
        } catch {
            writer.output.clear()
            loop.output = writer.output.take()
            throw error
        }
        writer.encoder.endHead(bodyCount: bodyCount, common: loop.common, into: &writer.output)
        encoder = writer.encoder
        loop.output = writer.output.take()
        if encoder.framing == .untilClose { exchange.willEndByClosing() }
        exchange.status = status
        hasBegun = true
        // From now on a `100 (Continue)` would stand inside the response.
        if case .stream(let stream) = exchange.body { stream.answerBegins() }
    }

    /// Frames `bytes` and writes what is ready to the channel; false when the client is gone.
    func write(_ bytes: UnsafeRawBufferPointer, flush: Bool) -> Bool {
        guard !isGone else { return false }
        let frame = frame(bytes.count)
        loop.output.append(UnsafeRawBufferPointer(rebasing: bytes[..<frame.payload]))
        loop.output.append(frame.suffix.bytes)
        if flush { send() }
        // Sending is where a reset is found out.
        return !isGone
    }

    /// The same with a buffer, which goes out as it is when copying it would cost more than a second piece to write.
    func write(_ buffer: ByteBuffer, flush: Bool) -> Bool {
        guard buffer.readableBytes > Self.mostCopied else {
            return buffer.withUnsafeReadableBytes { write($0, flush: flush) }
        }
        guard !isGone else { return false }
        let frame = frame(buffer.readableBytes)
        if frame.payload > 0, let payload = buffer.getSlice(at: buffer.readerIndex, length: frame.payload) {
            keepHead()
            connection.hold(payload)
            // It may have found the client gone, and whoever heard of that may have ended the response.
            guard !isGone else { return false }
            isHeld = true
        }
        loop.output.append(frame.suffix.bytes)
        if flush { send() }
        return !isGone
    }

    /// Above so many bytes a body is not copied behind its head: about where the copy costs more than another piece for
    /// the channel to keep and gather.
    static let mostCopied = 16 * 1024

    private func frame(_ count: Int) -> ResponseEncoder.Frame {
        let frame = encoder.frame(count: count, into: &loop.output)
        if frame.verdict == .truncated {
            loop.core.configuration.logger.error("a response is longer than its Content-Length; the rest was dropped")
        }
        exchange.bodyBytesSent += frame.payload
        return frame
    }

    private func send() {
        guard !isGone, loop.output.count > 0 || isHeld else { return }
        keepHead()
        isHeld = false
        connection.writeScratch()
    }

    private func sendLast() -> Bool {
        guard !isGone, loop.output.count > 0 || isHeld else { return true }
        keepHead()
        isHeld = false
        return connection.writeLastScratch(of: exchange)
    }

    /// Ends a response that has begun, and of which nothing has been sent, with its whole body.
    ///
    /// A long one goes to the channel as it is, and is held there until the client has it, if there is memory for that;
    /// else it is copied, so that the client gets what its socket takes and the rest can go to a file.
    func finish(with body: ByteBuffer) {
        guard !isOver else { return }
        if body.readableBytes > ResponseMemory.free, !isGone, !connection.reserve(body.readableBytes, for: exchange) {
            _ = body.withUnsafeReadableBytes { write($0, flush: false) }
        } else {
            _ = write(body, flush: false)
        }
        finish()
    }

    /// The log wants the head as it was sent, which is what is sent first.
    private func keepHead() {
        guard loop.core.configuration.log != nil, !exchange.isUnlogged, headBytes.readableBytes == 0 else { return }
        headBytes.writeBytes(loop.output.bytes.prefix(16_384))
    }

    /// Ends the response; the connection goes on to the next request or closes.
    func finish() {
        guard !isOver else { return }
        isOver = true
        guard !isGone else { return complete(.cut) }
        let completion = encoder.finish(into: &loop.output)
        guard sendLast() else { return complete(.cut) }
        switch completion {
        case .complete(let keepAlive): complete(keepAlive ? .keepAlive : .close)
        case .short:
            loop.core.configuration.logger.error("a response is shorter than its Content-Length; connection cut")
            complete(.cut)
        }
    }

    /// Ends a response that has begun, and of which nothing has been sent, with a part of a file.
    ///
    /// A short part leaves with its head. The rest of a long one is the connection's work, like any that a socket didn't
    /// take, so that the exchange is over at once.
    func finish(with file: consuming ResponseFile) {
        guard !isOver else { return }
        guard !isGone else { return finish() }
        let payload = frame(file.count).payload
        if payload > Self.mostRead {
            send()
            exchange.fileRest = file.rest(count: payload)
        } else if payload > 0 {
            keepHead()
            var buffer = connection.takeScratch(room: payload)
            let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: payload) {
                max(0, file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<payload])))
            }
            guard count == payload else {
                loop.core.configuration.logger.error("a file is shorter than it said, or can't be read; connection cut")
                return abort()
            }
            connection.send(buffer)
        }
        finish()
    }

    /// Up to so many bytes of a file are read and sent with the head, which is one system call less for the client's
    /// socket than `sendfile`, and no waiting for it to take them.
    static let mostRead = 64 * 1024

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
        defer { exchange.ended() }
        guard let log = loop.core.configuration.log, !exchange.isUnlogged else { return }
        headBytes.withUnsafeReadableBytes { log.record(exchange, responseHead: $0) }
    }

    /// Calls `body` once the channel has room again; at once when it has.
    func whenWritable(_ body: @escaping () -> Void) {
        if isGone || connection.isWritable { return body() }
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

    /// Calls `body` when the client closes its side; at once when it has.
    func whenHalfClosed(_ body: @escaping () -> Void) {
        if isGone || connection.peerClosed { body() } else { onHalfClose = body }
    }

    func halfClosed() {
        let body = onHalfClose
        onHalfClose = nil
        if !isOver { body?() }
    }

    func disconnected() {
        isGone = true
        if !isOver { onDisconnect?() }
        // That may have ended the response, and then the exchange is somebody else's.
        if !isOver { writable() }
    }
}
