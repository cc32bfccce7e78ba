/// Whether a server wants requests, and if not why.
package enum Readiness: Sendable {
    case ready
    /// ``HTTPServer/setReady(_:)`` said so.
    case held
    /// It is on its way out.
    case draining
    /// As many requests wait as may.
    case busy

    /// What a probe reads.
    var body: StaticString {
        switch self {
        case .ready: "ready\n"
        case .held: "not ready\n"
        case .draining: "draining\n"
        case .busy: "busy\n"
        }
    }
}
