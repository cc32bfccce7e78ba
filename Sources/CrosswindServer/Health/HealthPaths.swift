import CrosswindHTTP

/// The paths at which a server speaks of itself, on the event loop, before any callback is asked: `GET` and `HEAD` of
/// ``ServerConfiguration/healthPath`` and ``ServerConfiguration/readyPath``.
final class HealthPaths: Sendable {
    /// How long the two paths are: what tells nearly every other request from these, for two comparisons.
    struct Lengths {
        private let health: UInt32
        private let ready: UInt32

        /// No request's path is empty, so that 0 stands for none.
        init(_ configuration: ServerConfiguration) {
            health = UInt32(clamping: configuration.healthPath?.utf8.count ?? 0)
            ready = UInt32(clamping: configuration.readyPath?.utf8.count ?? 0)
        }

        @inline(__always)
        func mayBe(_ head: RequestHead) -> Bool {
            let count = head.path.count
            return count == health || count == ready
        }
    }

    private let health: [UInt8]
    private let ready: [UInt8]
    private let isLogged: Bool

    /// Nil when the configuration names no path.
    init?(_ configuration: ServerConfiguration) {
        guard configuration.healthPath != nil || configuration.readyPath != nil else { return nil }
        health = Array((configuration.healthPath ?? "").utf8)
        ready = Array((configuration.readyPath ?? "").utf8)
        isLogged = configuration.logsHealth
    }

    /// Whether a request is one for the server itself.
    func concern(_ head: RequestHead) -> Bool {
        guard head.methodKind == .get || head.methodKind == .head else { return false }
        let path = head.slice(head.path)
        return path.elementsEqual(health) || path.elementsEqual(ready)
    }

    /// On the loop: answers such a request. False for any other.
    func answer(_ exchange: HTTPExchange) -> Bool {
        guard concern(exchange.head) else { return false }
        exchange.isUnlogged = !isLogged
        if exchange.head.slice(exchange.head.path).elementsEqual(health) {
            answer(exchange, 200, "ok\n")
        } else {
            let readiness = exchange.core._withUnsafeGuaranteedRef { $0.readiness }
            answer(exchange, readiness == .ready ? 200 : 503, readiness.body)
        }
        return true
    }

    private func answer(_ exchange: HTTPExchange, _ status: UInt16, _ body: StaticString) {
        exchange.respond(
            status: status, fields: [("Content-Type", "text/plain"), ("Cache-Control", "no-store")],
            bytes: body.rawBytes)
    }
}
