import CSockets
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Begins connections in the moment they are accepted, before SwiftNIO has a registered channel for them
/// (`HTTPConnection+Early`). For listeners whose connections live on the listener's own loop; confined to it.
final class EarlyConnections {
    private let loop: LoopState
    /// Connections that may be accepted for one event.
    private let batch: Int
    /// The listener's address, where all its connections have that one.
    private var fixed: PeerAddress?
    private var isFixed: Bool?
    /// The last connection needed no channel. The next will mostly be like it, and is accepted without one; which would be dear
    /// for one that does, as SwiftNIO makes a channel of a socket through a chain of futures.
    private var isBrief = false

    init(loop: LoopState) {
        self.loop = loop
        batch = max(1, loop.core.configuration.acceptBatch)
    }

    /// A channel that SwiftNIO has accepted at `listener` and not registered, and what else waits there.
    func take(_ channel: any Channel, _ event: NIOAny, from listener: any Channel) {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        if let descriptor = channel.closeOnExec(),
            withSocketAddress(&address, { getpeername(descriptor, $0, &length) }) == 0
        {
            begin(.accepted(channel, event), descriptor, address, listener)
        } else {
            // The client has reset it already: nobody knows any more who it was.
            channel.close(promise: nil)
        }
        for _ in 1..<batch where isBrief && isWanted { guard takeNext(from: listener) else { return } }
    }

    private var isWanted: Bool { loop.core.connectionCount < loop.core.configuration.maxConnections }

    /// Accepts one connection more; false when there is none, or it fails: then it fails again for SwiftNIO, which says so.
    private func takeNext(from listener: any Channel) -> Bool {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let descriptor = listener.withDescriptor { listening in
            withSocketAddress(&address) { csockets_accept(listening, $0, &length) }
        }
        guard let descriptor, descriptor >= 0 else { return false }
        begin(.socket(descriptor), descriptor, address, listener)
        return true
    }

    private func begin(
        _ footing: HTTPConnection.Footing, _ descriptor: Int32, _ peer: sockaddr_storage, _ listener: any Channel
    ) {
        isBrief = HTTPConnection(loop: loop).begin(
            footing, descriptor: descriptor, peer: PeerAddress(peer), local: local(descriptor, listener))
    }

    private func local(_ descriptor: Int32, _ listener: any Channel) -> PeerAddress {
        if isFixed == nil {
            let address = listener.localAddress
            isFixed = address?.ipAddress != "0.0.0.0" && address?.ipAddress != "::"
            if isFixed == true { fixed = loop.localAddress(address) }
        }
        if let fixed { return fixed }
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        guard withSocketAddress(&address, { getsockname(descriptor, $0, &length) }) == 0 else { return .unix }
        return PeerAddress(address)
    }
}

/// The C library's functions take an address of any family by a pointer to their common beginning.
private func withSocketAddress<Result>(
    _ address: inout sockaddr_storage, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
) -> Result {
    withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
    }
}
