public import CrosswindHTTP
import Logging
public import NIOCore

/// Answering on the event loop, for native callbacks. Everything here must be called on the connection's loop.
extension HTTPExchange {
    /// A whole response at once.
    ///
    /// A field that may not be sent (control characters, hop-by-hop names) makes it a 500 with a log entry.
    public func respond(
        status: UInt16, fields: [(name: String, value: String)] = [], body: String = ""
    ) {
        var body = body
        body.withUTF8 { respond(status: status, fields: fields, bytes: UnsafeRawBufferPointer($0)) }
    }

    /// A whole response at once, its body from memory, which is copied.
    public func respond(
        status: UInt16, fields: [(name: String, value: String)] = [], bytes: UnsafeRawBufferPointer
    ) {
        do throws(HTTPFieldError) {
            try respond(status: status, bytes: bytes) { writer throws(HTTPFieldError) in
                for (name, value) in fields { try writer.add(name, value) }
            }
        } catch {
            configuration.logger.error("a response field can't be sent", metadata: ["error": "\(error)"])
            respond(status: 500, fields: [("Content-Type", "text/plain")], body: "Internal Server Error\n")
        }
    }

    /// Begins a response whose body follows by `write(_:)`. `bodyCount` is its length in bytes when it is known;
    /// otherwise the body is chunked (HTTP/1.1) or ends with the connection (1.0).
    public func begin(
        status: UInt16, fields: [(name: String, value: String)] = [], bodyCount: Int? = nil
    ) throws(HTTPFieldError) {
        try begin(status: status, bodyCount: bodyCount) { writer throws(HTTPFieldError) in
            for (name, value) in fields { try writer.add(name, value) }
        }
    }

    /// More of the body. False when the client is gone and nothing will be sent any more.
    @discardableResult
    public func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        native?.write(bytes, flush: true) ?? false
    }

    /// The same with a buffer, which above 16 KiB is sent as it is and not copied.
    @discardableResult
    public func write(_ buffer: ByteBuffer) -> Bool {
        native?.write(buffer, flush: true) ?? false
    }

    /// Whether the connection takes more without queueing past `writeHighWaterMark`. True when the client is gone, so that
    /// whoever waits for it learns from its next ``write(_:)-(ByteBuffer)``.
    public var isWritable: Bool {
        connectionReference == nil || connection.isWritable
    }

    /// Calls `body` on the loop as soon as ``isWritable`` (at once when it is) or when the client is gone.
    public func whenWritable(_ body: @escaping () -> Void) { native?.whenWritable(body) }

    /// Calls `body` on the loop if the client goes away before the response is finished.
    public func whenDisconnected(_ body: @escaping () -> Void) { nativeResponse().whenDisconnected(body) }

    /// Calls `body` on the loop if the client closes its side before the response is finished: it sends nothing more, and
    /// most likely reads nothing either, but it may (``isHalfClosed``), so that an answer is still sent. A client that
    /// ends the connection in order is first heard of here; ``whenDisconnected(_:)`` hears of it only once something sent
    /// to it has come back.
    public func whenHalfClosed(_ body: @escaping () -> Void) { nativeResponse().whenHalfClosed(body) }

    /// Ends the response that ``begin(status:fields:bodyCount:)`` began.
    public func finish() { native?.finish() }

    /// Ends the response in the middle: the connection is cut so that the client sees a truncated message.
    public func abort() { nativeResponse().abort() }

    func nativeResponse() -> NativeResponse {
        if let native { return native }
        let fresh = NativeResponse(self)
        native = fresh
        return fresh
    }
}
