public import CrosswindHTTP
public import NIOCore

/// Answering with a status, a reason and fields that are known at run time only: what a framework stands on. Everything
/// here must be called on the connection's loop.
///
/// `reason` is the reason phrase, nil for the registered one (RFC 9110 §15); `fields` adds the fields, see
/// ``FieldWriter``. If a field or the status may not be sent these throw, nothing has been sent and the exchange can be
/// answered with something else.
extension HTTPExchange {
    /// A whole response at once, its body from memory, which is copied.
    @inline(__always)
    public func respond(
        status: UInt16, reason: String? = nil, bytes: UnsafeRawBufferPointer,
        fields: (inout FieldWriter) throws(HTTPFieldError) -> Void
    ) throws(HTTPFieldError) {
        let response = nativeResponse()
        try response.begin(status: status, reason: reason, bodyCount: bytes.count, fields: fields)
        _ = response.write(bytes, flush: false)
        response.finish()
    }

    /// A whole response at once. Above 16 KiB the buffer is sent as it is and not copied.
    public func respond(
        status: UInt16, reason: String? = nil, body: ByteBuffer,
        fields: (inout FieldWriter) throws(HTTPFieldError) -> Void
    ) throws(HTTPFieldError) {
        let response = nativeResponse()
        try response.begin(status: status, reason: reason, bodyCount: body.readableBytes, fields: fields)
        response.finish(with: body)
    }

    /// A whole response at once, its body from a file; nothing of it for HEAD, 204 and 304.
    ///
    /// The loop reads up to 64 KiB and sends them with the head; more goes from the file to the socket (`sendfile`), as
    /// the client takes it and within the write timeout, after the exchange is over. If the file turns out to be shorter
    /// than it said, the connection is cut and the log says so.
    public func respond(
        status: UInt16, reason: String? = nil, file: consuming ResponseFile,
        fields: (inout FieldWriter) throws(HTTPFieldError) -> Void
    ) throws(HTTPFieldError) {
        let response = nativeResponse()
        try response.begin(status: status, reason: reason, bodyCount: file.count, fields: fields)
        response.finish(with: file)
    }

    /// Begins a response whose body follows by ``write(_:)-(ByteBuffer)``; `first` leaves with the head. `bodyCount` is
    /// the whole body's length in bytes when it is known; otherwise the body is chunked (HTTP/1.1) or ends with the
    /// connection (1.0).
    public func begin(
        status: UInt16, reason: String? = nil, bodyCount: Int? = nil, first: ByteBuffer = ByteBuffer(),
        fields: (inout FieldWriter) throws(HTTPFieldError) -> Void
    ) throws(HTTPFieldError) {
        let response = nativeResponse()
        try response.begin(status: status, reason: reason, bodyCount: bodyCount, fields: fields)
        _ = response.write(first, flush: true)
    }
}
