// Unsafe: owns its text as plain memory, so that a request can carry a view of it without counting references. Immutable,
// hence unchecked.
import CrosswindHTTP
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

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

    /// Made from what the transport says; without an address it is nobody's.
    convenience init(_ socket: SocketAddress?) {
        switch socket {
        case .v4(let address)?:
            // Most connections are this; the C library takes thousands of instructions for it. Linux and Darwin have the
            // port at byte 2 of a sockaddr_in and the address at byte 4; SwiftNIO doesn't hand on the names of the fields.
            self.init(v4: address.address)
        case .v6?: self.init(address: socket?.ipAddress ?? "", port: "\(socket?.port ?? 0)", isUnix: false)
        case .unixDomainSocket?: self.init(address: "", port: "", isUnix: true)
        // A client that has reset its connection already; never one of those that are trusted.
        case nil: self.init(address: "", port: "", isUnix: false)
        }
    }

    /// Made from what the C library says.
    convenience init(_ storage: sockaddr_storage) {
        switch Int32(storage.ss_family) {
        case AF_INET:
            self.init(v4: withUnsafeBytes(of: storage) { $0.load(as: sockaddr_in.self) })
        case AF_INET6:
            self.init(SocketAddress(withUnsafeBytes(of: storage) { $0.load(as: sockaddr_in6.self) }))
        default: self.init(address: "", port: "", isUnix: true)
        }
    }

    private convenience init(v4 address: sockaddr_in) {
        let (port, number) = withUnsafeBytes(of: address) {
            ($0.load(fromByteOffset: 2, as: UInt16.self), $0.load(fromByteOffset: 4, as: UInt32.self))
        }
        var text = OutputBuffer(capacity: 24)
        IPAddress(ipv4: UInt32(bigEndian: number)).write(into: &text)
        let count = text.count
        text.append(decimal: UInt64(UInt16(bigEndian: port)))
        self.init(text: text.bytes, addressCount: count)
    }

    /// An address and port that a proxy named.
    convenience init(_ end: ProxyHeader.Endpoint) {
        var text = OutputBuffer(capacity: 64)
        end.address.write(into: &text)
        let count = text.count
        text.append(decimal: UInt64(end.port))
        self.init(text: text.bytes, addressCount: count)
    }

    /// Who this is for a list of those who are trusted; nil when the address can't be read.
    var listed: TrustedProxies.Peer? { isUnix ? .unix : IPAddress(text: address).map { .address($0) } }

    /// Address and port behind one another.
    private init(text: UnsafeRawBufferPointer, addressCount: Int) {
        memory = .allocate(byteCount: text.count, alignment: 1)
        memory.copyMemory(from: text)
        address = UnsafeRawBufferPointer(rebasing: memory[..<addressCount])
        port = UnsafeRawBufferPointer(rebasing: memory[addressCount...])
        isUnix = false
    }

    /// Where neither part is known.
    static let unix = PeerAddress(address: "", port: "", isUnix: true)
}

extension PeerAddress: CustomStringConvertible {
    /// The address without its port; `unix` for a UNIX socket.
    public var description: String { isUnix ? "unix" : String(decoding: address, as: UTF8.self) }
}
