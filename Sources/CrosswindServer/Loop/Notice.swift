import Logging

/// What happens to connections by the thousand when it happens at all, and is worth a line in the log each second.
enum Notice: Int, CaseIterable {
    /// A connection of the PROXY protocol without a good header.
    case proxyHeader
    /// A request that the server itself answered with an error, or whose client was too slow.
    case refused
    /// A client that took nothing of its response.
    case stalled
    /// A request that the queue had no room for.
    case overloaded
    /// As many connections as are allowed.
    case full
    /// No descriptor, or no memory, for another connection.
    case exhausted
    /// The kernel watches no more connections.
    case unwatched

    var message: Logger.Message {
        switch self {
        case .proxyHeader: "closed a connection; see --proxy-protocol"
        case .refused: "refused requests"
        case .stalled: "cut a connection whose client takes nothing of its response; see --write-timeout"
        case .overloaded: "more requests wait than --queue-depth allows: answered 503"
        case .full: "as many connections as --max-connections allows; others wait until one closes"
        case .exhausted: "can't accept connections; trying again every half second"
        case .unwatched: "closed connections that can't be watched; see /proc/sys/fs/epoll/max_user_watches"
        }
    }

    var level: Logger.Level { self == .refused || self == .stalled ? .notice : .warning }
}
