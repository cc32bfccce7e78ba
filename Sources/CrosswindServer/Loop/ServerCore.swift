import CrosswindHTTP
import Synchronization

/// What all loops of one server share.
package final class ServerCore: Sendable {
    let configuration: ServerConfiguration
    let limits: HTTPLimits
    let callback: any RequestCallback
    /// For what clients are slow to take.
    package let responseMemory: ResponseMemory
    private let draining = Atomic<Bool>(false)
    private let closing = Atomic<Bool>(false)
    /// Another process accepts in this one's place.
    private let succeeded = Atomic<Bool>(false)
    private let held = Atomic<Bool>(false)
    private let open = Atomic<Int>(0)
    /// What is answered here and not by the callback; nil for nothing.
    let health: HealthPaths?

    init(configuration: ServerConfiguration, callback: any RequestCallback) {
        self.configuration = configuration
        limits = configuration.limits
        responseMemory = ResponseMemory(limit: configuration.responseMemory)
        health = HealthPaths(configuration)
        self.callback = callback
        hasKeepAlive = configuration.keepAliveTimeout > .zero
    }

    /// Whether the server is on its way out: no response leaves its connection open any more.
    package var isDraining: Bool { draining.load(ordering: .relaxed) }

    func startDraining() { draining.store(true, ordering: .sequentiallyConsistent) }

    /// Whether it accepts no more, and connections that wait for nothing are closed.
    var isClosing: Bool { closing.load(ordering: .relaxed) }

    func startClosing() {
        startDraining()
        closing.store(true, ordering: .sequentiallyConsistent)
    }

    /// Whether the server wants requests, as a load balancer may ask.
    package var readiness: Readiness {
        if isDraining, !succeeded.load(ordering: .relaxed) { return .draining }
        if held.load(ordering: .relaxed) { return .held }
        return callback.isBusy ? .busy : .ready
    }

    func succeed() { succeeded.store(true, ordering: .relaxed) }

    func hold(_ isHeld: Bool) { held.store(isHeld, ordering: .relaxed) }

    /// Whether responses may leave their connections open.
    package var keepsConnections: Bool { !isDraining && hasKeepAlive }
    private let hasKeepAlive: Bool

    /// Open connections, on all loops.
    var connectionCount: Int { open.load(ordering: .relaxed) }

    /// Counts a connection in; false when that made one more than the server takes at a time.
    func opened() -> Bool {
        let count = open.add(1, ordering: .relaxed).newValue
        configuration.connectionsChanged?(1)
        return count < configuration.maxConnections
    }

    /// Counts a connection out; true when that made room again. (One batch of accepts may go beyond the limit.)
    func closed() -> Bool {
        let count = open.subtract(1, ordering: .relaxed).newValue
        configuration.connectionsChanged?(-1)
        return count + 1 == configuration.maxConnections
    }
}
