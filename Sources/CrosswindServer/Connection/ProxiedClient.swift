import CrosswindHTTP

/// What a trusted proxy said of the client of a request: in the request's fields, copied out of them, or of its whole
/// connection by the PROXY protocol, which also sets the peer's address.
public struct ProxiedClient: Sendable {
    /// The client's address as text, without brackets; nil leaves the peer's.
    public let address: [UInt8]?
    /// The client's port, 0 when not said.
    public let port: UInt16
    /// Whether the client spoke `https` to the proxy; nil when not said.
    public internal(set) var isSecure: Bool?
    /// The host, and perhaps port, that the client asked for; nil when not said.
    public let host: [UInt8]?
    /// The port that the client asked for, 0 when not said.
    public let hostPort: UInt16

    /// Nothing said.
    init() { (address, port, host, hostPort) = (nil, 0, nil, 0) }

    init(_ client: ForwardedClient) {
        address = client.address.map { Array("\($0)".utf8) }
        port = client.port ?? 0
        isSecure = client.scheme.map { $0 == .https }
        host = client.host.map { Array($0) }
        hostPort = client.hostPort ?? 0
    }
}

/// A request's head as the resolver wants to see it.
struct HeadFields: ForwardedFields {
    let head: RequestHead

    var fieldCount: Int { head.fieldCount }

    func forwardedField(at index: Int) -> ForwardedField? {
        ForwardedField(name: head.slice(head[field: index].name))
    }

    func fieldValue(at index: Int) -> UnsafeRawBufferPointer { head.slice(head[field: index].value) }
}
