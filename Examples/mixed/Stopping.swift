import Crosswind
import Synchronization

/// SIGTERM and Ctrl-C: the first lets those who are being served finish, a second one cuts them.
enum Stopping {
    private static let signals = Atomic(0)

    static var isHurried: Bool { signals.load(ordering: .relaxed) > 1 }

    /// On the loop, which must go on for what is being served.
    static func heard(for server: HTTPServer) {
        if signals.add(1, ordering: .relaxed).newValue == 1 {
            IOLoop.current.stop()
        } else {
            // It waits for the loops, so it can't be called on one.
            Task.detached { server.abort() }
        }
    }
}
