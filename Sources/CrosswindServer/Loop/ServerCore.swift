import CrosswindHTTP
import Synchronization

/// What all loops of one server share.
package final class ServerCore: Sendable {
    let configuration: ServerConfiguration
    let limits: HTTPLimits
    let callback: any RequestCallback
    private let draining = Atomic<Bool>(false)
    private let open = Atomic<Int>(0)

    init(configuration: ServerConfiguration, callback: any RequestCallback) {
        self.configuration = configuration
        limits = configuration.limits
        self.callback = callback
        hasKeepAlive = configuration.keepAliveTimeout > .zero
    }

    /// Whether the server is on its way out: no response leaves its connection open any more.
    package var isDraining: Bool { draining.load(ordering: .relaxed) }

    func startDraining() { draining.store(true, ordering: .sequentiallyConsistent) }

    /// Whether responses may leave their connections open.
    package var keepsConnections: Bool { !isDraining && hasKeepAlive }
    private let hasKeepAlive: Bool

    /// Open connections, on all loops.
    var connectionCount: Int { open.load(ordering: .relaxed) }

    /// Counts a connection in; false when that made one more than the server takes at a time.
    func opened() -> Bool {
        open.add(1, ordering: .relaxed).newValue < configuration.maxConnections
    }

    /// Counts a connection out; true when that made room again. (One batch of accepts may go beyond the limit.)
    func closed() -> Bool {
        open.subtract(1, ordering: .relaxed).oldValue == configuration.maxConnections
    }
}
