import CrosswindStatus
import CrosswindThreads
import Logging

/// What goes to the log as an error also goes to the scoreboard, for the status page.
enum LogEcho {
    private static let errors = Guarded<RecentErrors?>(nil)

    /// From now on, in this process and those that it forks.
    static func begin(_ ring: RecentErrors) { errors.withLock { $0 = ring } }

    static func tell(_ level: Logger.Level, _ message: String) {
        guard let errors = errors.withLock({ $0 }) else { return }
        errors.add(level == .critical ? .critical : .error, HiddenQuery.hidden(inEntry: message))
    }
}
