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

    /// Reads the header that `bytes`, all that has come of a connection, begin with.
    ///
    /// Stateless: ask again with all bytes when more have come. Takes linear time in what is the header, and fails with the
    /// first byte that can't belong to one. Allocates nothing.
    ///
    /// - Returns: the header and its length in bytes, or nil when not all of it has come.
    public static func parse(
        _ bytes: UnsafeRawBufferPointer, versions: Versions = .either
    ) throws(ProxyHeaderError) -> (header: ProxyHeader, length: Int)? {
        let octets = Octets(bytes)
        guard octets.count > 0 else { return nil }
        switch (octets[0], versions) {
        case (UInt8(ascii: "P"), .either), (UInt8(ascii: "P"), .v1): return try ProxyHeaderText.parse(octets)
        case (0x0D, .either), (0x0D, .v2): return try ProxyHeaderBinary.parse(octets)
        default: throw .missing
        }
    }
}
