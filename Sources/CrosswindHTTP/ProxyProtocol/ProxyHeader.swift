/// What the header of a PROXY protocol says, which a proxy that doesn't look into connections sends before the client's
/// first byte (HAProxy's "The PROXY protocol", versions 1 and 2).
public struct ProxyHeader: Sendable, Equatable {
    /// One end of the client's connection to the proxy.
    public struct Endpoint: Sendable, Equatable {
        /// Its address.
        public var address: IPAddress
        /// Its port, 0 to 65,535.
        public var port: UInt16

        /// The end at `port` of `address`.
        public init(_ address: IPAddress, port: UInt16) {
            self.address = address
            self.port = port
        }
    }

    /// Whom the proxy speaks for.
    public enum Client: Sendable, Equatable {
        /// Itself, as for a health check (`LOCAL`): the connection's own ends stand.
        case proxy
        /// Somebody it has no address of (`UNKNOWN`, `UNSPEC`): the connection's own ends stand, for want of better ones.
        case unknown
        /// A process on its own machine, over a UNIX socket.
        case unix
        /// Somebody on the network, and what they connected to.
        case network(Endpoint, to: Endpoint)
    }

    /// Whom the proxy speaks for.
    public var client: Client
    /// Whether the client spoke TLS to the proxy (`PP2_TYPE_SSL`); nil when not said.
    public var isSecure: Bool?

    /// A header that says this.
    public init(_ client: Client, isSecure: Bool? = nil) {
        self.client = client
        self.isSecure = isSecure
    }

    /// Which versions of the protocol count.
    public enum Versions: String, Sendable {
        /// Both; the first byte tells which.
        case either = "on"
        /// The line of text.
        case v1
        /// The binary one.
        case v2
    }

    /// Bytes of the longest header that is accepted. Version 1 has 107 at most; version 2 could have 65,551, but proxies send
    /// some hundred, and whoever connects can make us hold as many.
    public static let longest = 4096
}
