import CrosswindServer
import Synchronization

/// The different peers that were seen. Any thread.
final class Connections: Sendable {
    private let ports = Mutex<Set<[UInt8]>>([])
    func add(_ peer: PeerAddress) { ports.withLock { _ = $0.insert(Array(peer.port)) } }
    var count: Int { ports.withLock { $0.count } }
}
