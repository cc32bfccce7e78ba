public import CrosswindHTTP
import Logging
import NIOCore

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
        let response = nativeResponse()
        do throws(HTTPFieldError) {
            try response.begin(status: status, reason: nil, fields: fields, bodyCount: bytes.count)
            _ = response.write(bytes, flush: false)
            response.finish()
        } catch {
            configuration.logger.error("a response field can't be sent", metadata: ["error": "\(error)"])
            native = nil
            respond(status: 500, fields: [("Content-Type", "text/plain")], body: "Internal Server Error\n")
        }
    }

    /// Begins a response whose body follows by ``write(_:)``. `bodyCount` is its length in bytes when it is known;
    /// otherwise the body is chunked (HTTP/1.1) or ends with the connection (1.0).
    public func begin(
        status: UInt16, fields: [(name: String, value: String)] = [], bodyCount: Int? = nil
    ) throws(HTTPFieldError) {
        try nativeResponse().begin(status: status, reason: nil, fields: fields, bodyCount: bodyCount)
        _ = native?.write(UnsafeRawBufferPointer(start: nil, count: 0), flush: true)
    }

    /// More of the body. False when the client is gone and nothing will be sent any more.
    @discardableResult
    public func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        native?.write(bytes, flush: true) ?? false
    }

    /// Whether the connection takes more without queueing past `writeHighWaterMark`. True when the client is gone, so that
    /// whoever waits for it learns from its next ``write(_:)``.
    public var isWritable: Bool {
        connectionReference == nil || connection.phase == .closed || connection.context.channel.isWritable
    }

    /// Calls `body` on the loop as soon as ``isWritable`` (at once when it is) or when the client is gone.
    public func whenWritable(_ body: @escaping () -> Void) { native?.whenWritable(body) }

    /// Calls `body` on the loop if the client goes away before the response is finished.
    public func whenDisconnected(_ body: @escaping () -> Void) { nativeResponse().whenDisconnected(body) }

    /// Ends the response that ``begin(status:fields:bodyCount:)`` began.
    public func finish() { native?.finish() }

    /// Ends the response in the middle: the connection is cut so that the client sees a truncated message.
    public func abort() { nativeResponse().abort() }

    private func nativeResponse() -> NativeResponse {
        if let native { return native }
        let fresh = NativeResponse(self)
        native = fresh
        return fresh
    }
}
