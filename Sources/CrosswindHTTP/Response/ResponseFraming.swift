/// How the body of a response is delimited (RFC 9112 §6.3).
public enum ResponseFraming: Sendable, Equatable {
    /// No body goes out: HEAD, 1xx, 204, 304.
    case none
    /// So many bytes are still to come.
    case length(remaining: UInt64)
    /// Chunks (RFC 9112 §7.1).
    case chunked
    /// Everything until the connection closes, for a stream to an HTTP/1.0 client.
    case untilClose
}

/// What became of bytes handed to `ResponseEncoder.body`.
public enum BodyVerdict: Sendable, Equatable {
    /// All of them go out.
    case sent
    /// None do, because this response has no body. Nothing is wrong: applications answer HEAD like GET.
    case dropped
    /// Bytes beyond the Content-Length were cut off. The caller logs it; the connection closes after the response.
    case truncated
}

/// How a response ended.
public enum Completion: Sendable, Equatable {
    /// As announced. The connection may be used again if `keepAlive`.
    case complete(keepAlive: Bool)
    /// So many bytes fewer than the Content-Length said: the connection must be cut, so that the client can tell.
    case short(missing: UInt64)
}
