/// The four forms of a request target (RFC 9112 §3.2).
public enum TargetForm: UInt8, Sendable {
    /// `/path?query`, what nearly every request has (§3.2.1).
    case origin
    /// `http://host/path?query`, sent to proxies and to be accepted by all (§3.2.2).
    case absolute
    /// `host:port`, for CONNECT only (§3.2.3).
    case authority
    /// `*`, for OPTIONS only (§3.2.4).
    case asterisk
}
