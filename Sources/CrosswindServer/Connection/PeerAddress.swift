// Unsafe: owns its text as plain memory, so that a request can carry a view of it without counting references. Immutable,
// hence unchecked.
import NIOCore

/// One end of a connection, as text made once per connection.
public final class PeerAddress: @unchecked Sendable {
    /// The address without brackets or port (`127.0.0.1`, `::1`); empty for a UNIX socket. Valid as long as this object.
    public let address: UnsafeRawBufferPointer
    /// The port in decimal; empty for a UNIX socket. Valid as long as this object.
    public let port: UnsafeRawBufferPointer
    /// Whether the connection came over a UNIX socket.
    public let isUnix: Bool
    private let memory: UnsafeMutableRawBufferPointer

    init(address: String, port: String, isUnix: Bool) {
        let count = address.utf8.count
        memory = .allocate(byteCount: count + port.utf8.count, alignment: 1)
        memory.copyBytes(from: address.utf8)
        UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyBytes(from: port.utf8)
        self.address = UnsafeRawBufferPointer(rebasing: memory[..<count])
        self.port = UnsafeRawBufferPointer(rebasing: memory[count...])
        self.isUnix = isUnix
    }

    deinit { memory.deallocate() }

    /// Made from what the transport says; an unknown address counts as a UNIX one.
    convenience init(_ socket: SocketAddress?) {
        switch socket {
        case .v4?, .v6?: self.init(address: socket?.ipAddress ?? "", port: "\(socket?.port ?? 0)", isUnix: false)
        default: self.init(address: "", port: "", isUnix: true)
        }
    }

    /// Where neither part is known.
    static let unix = PeerAddress(address: "", port: "", isUnix: true)
}
