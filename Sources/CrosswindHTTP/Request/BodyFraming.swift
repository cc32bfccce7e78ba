/// How the body of a request is delimited (RFC 9112 §6.3).
public enum BodyFraming: Sendable, Equatable {
    /// No body: neither field was sent, or the length was zero. The message ends with its head.
    case none
    /// `Content-Length` said so many bytes (RFC 9112 §6.2).
    case length(UInt64)
    /// `Transfer-Encoding: chunked` (RFC 9112 §7.1).
    case chunked
}
