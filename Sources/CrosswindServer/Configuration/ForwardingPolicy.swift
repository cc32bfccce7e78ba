public import CrosswindHTTP

/// Who the client is when a proxy stands in front: decides from the peer and the request's fields.
///
/// Called on the event loop for each request of a connection; must not block.
public protocol ForwardingPolicy: Sendable {
    /// What the nearest trusted proxy says of the client, or nil when the peer is not trusted or says nothing.
    func resolve(peer: PeerAddress, head: RequestHead) -> ForwardedClient?
}

/// What a trusted proxy said of the client.
public struct ForwardedClient: Sendable {
    /// The client's address as text, without brackets; nil leaves the peer's.
    public var address: [UInt8]?
    /// The client's port, 0 when not said.
    public var port: UInt16
    /// Whether the client spoke `https` to the proxy; nil when not said.
    public var isSecure: Bool?
    /// The host (and port) the client asked for; nil when not said.
    public var host: [UInt8]?

    /// Says nothing yet.
    public init(address: [UInt8]? = nil, port: UInt16 = 0, isSecure: Bool? = nil, host: [UInt8]? = nil) {
        self.address = address
        self.port = port
        self.isSecure = isSecure
        self.host = host
    }
}
