import NIOCore

/// The far end of a connection, as text made once per connection.
public final class PeerAddress: Sendable {
    /// The address without brackets or port (`127.0.0.1`, `::1`); empty for a UNIX socket.
    public let address: [UInt8]
    /// The port in decimal; empty for a UNIX socket.
    public let port: [UInt8]
    /// Whether the connection came over a UNIX socket.
    public let isUnix: Bool

    /// Made from what the transport says; an unknown address counts as a UNIX one.
    package init(address: [UInt8], port: [UInt8], isUnix: Bool) {
        self.address = address
        self.port = port
        self.isUnix = isUnix
    }

    convenience init(_ socket: SocketAddress?) {
        switch socket {
        case .v4?, .v6?:
            self.init(
                address: Array((socket?.ipAddress ?? "").utf8), port: Array(String(socket?.port ?? 0).utf8),
                isUnix: false)
        default:
            self.init(address: [], port: [], isUnix: true)
        }
    }

    /// Where neither side matters, as for the local end of a UNIX socket.
    static let unix = PeerAddress(address: [], port: [], isUnix: true)
}
