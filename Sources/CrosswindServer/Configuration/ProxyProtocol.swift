public import CrosswindHTTP

/// The PROXY protocol on a server's connections: a proxy that passes bytes on without looking at them says in a header
/// before the first one who the client is (HAProxy's `send-proxy` and `send-proxy-v2`, nginx's `proxy_protocol on`).
///
/// The client's address and port then are the peer's, what it connected to is the local end, and with `PP2_TYPE_SSL` the
/// scheme is known too. Forwarding fields of a request count only if that client is a trusted proxy itself. The header has
/// ``ServerConfiguration/headerTimeout`` to come, together with the first request's head.
public struct ProxyProtocol: Sendable {
    /// Which versions are accepted.
    public var versions: ProxyHeader.Versions
    /// Who may say such a thing; a connection of anybody else is closed.
    public var peers: TrustedProxies

    /// Headers of these versions from these proxies.
    public init(_ versions: ProxyHeader.Versions = .either, peers: TrustedProxies) {
        self.versions = versions
        self.peers = peers
    }
}
