import CrosswindHTTP
import CrosswindServer
import NIOCore

/// The answer to a request of Crosswind's own server. Confined to the connection's event loop, hence unchecked.
final class ExchangeAnswer: Answer, @unchecked Sendable {
    /// Nil once the response is over: the server uses the exchange for another request then.
    private var exchange: HTTPExchange?
    private var gone = false
    /// The storage of a body that has left, for the next.
    private var spare = ByteBuffer()
    /// The handler at work, to be told when its client goes away.
    var handler: RequestHandler?

    private let seenBodies = ETagCache()
    override var tags: ETagCache? { seenBodies }

    override init() { super.init() }

    /// From now on the answer to that request.
    func begin(_ exchange: HTTPExchange) {
        self.exchange = exchange
        gone = false
    }

    override var isOver: Bool { exchange == nil }
    override var isGone: Bool { gone }

    override func send(_ head: ResponseHead, _ body: ByteBuffer) throws(HTTPFieldError) {
        guard let exchange else { return }
        try exchange.respond(status: head.status, reason: head.reason, body: body) { fields throws(HTTPFieldError) in
            try fields.add(head.fields)
        }
        if body.capacity <= Self.mostKept { spare = body }
        self.exchange = nil
    }

    /// Bodies of so many bytes are copied behind their head, so that their storage is nobody else's afterwards.
    private static let mostKept = 16 * 1024

    override func emptyBody() -> ByteBuffer {
        guard spare.readableBytes > 0 else { return spare }
        var body = ByteBuffer()
        swap(&body, &spare)
        body.clear()
        return body
    }

    override func send(_ head: ResponseHead, file: OpenFile) throws(HTTPFieldError) {
        let file = ResponseFile(takingOver: file.descriptor, offset: file.offset, count: file.count)
        guard let exchange else { return }
        try exchange.respond(status: head.status, reason: head.reason, file: file) { fields throws(HTTPFieldError) in
            try fields.add(head.fields)
        }
        self.exchange = nil
    }

    override func begin(_ head: ResponseHead, _ first: ByteBuffer) throws(HTTPFieldError) {
        guard let exchange else { return }
        try exchange.begin(status: head.status, reason: head.reason, first: first) { fields throws(HTTPFieldError) in
            try fields.add(head.fields)
        }
    }

    override func write(_ bytes: ByteBuffer) -> Bool {
        guard let exchange, !gone else { return false }
        return exchange.write(bytes)
    }

    override func drained() async throws {
        guard let exchange, !exchange.isWritable else { return }
        await withUnsafeContinuation { continuation in exchange.whenWritable { continuation.resume() } }
        if gone { throw StreamClosedError() }
    }

    override func finish() {
        guard let exchange else { return }
        self.exchange = nil
        exchange.finish()
    }

    override func abort() {
        guard let exchange else { return }
        self.exchange = nil
        exchange.abort()
    }

    /// The handler waits: from now on it wants to know, once, when the client goes away. One that closes its side most
    /// likely has; what is written is sent all the same, since it may be reading.
    func watch(_ body: @escaping () -> Void) {
        var isTold = false
        let tell = {
            guard !isTold else { return }
            isTold = true
            body()
        }
        // That may end the response.
        exchange?.whenDisconnected { [self] in
            gone = true
            tell()
        }
        exchange?.whenHalfClosed(tell)
    }
}
