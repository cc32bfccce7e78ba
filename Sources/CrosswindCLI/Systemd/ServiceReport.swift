#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the service manager is told, and when. Without one nothing happens.
///
/// `WATCHDOG=1` goes out at half of what the manager waits for, and only while the process has shown that it responds: its
/// event loops, Python (the main thread gets the GIL), and in a supervisor every worker that listens.
struct ServiceReport {
    private let manager: ServiceManager?
    private var shown = ""
    private var nextStatus = ContinuousClock.now
    private var nextPing = ContinuousClock.now

    init(_ manager: ServiceManager?) { self.manager = manager }

    /// How long whoever calls ``turn(isAlive:status:)`` may sleep; nil for ever.
    var patience: Duration? {
        guard let manager else { return nil }
        return min(.seconds(10), (manager.watchdog ?? .seconds(80)) / 8)
    }

    /// Every worker listens.
    mutating func ready(_ status: String) {
        shown = status
        nextStatus = .now + .seconds(10)
        manager?.tell(["READY=1", "STATUS=\(status)"])
    }

    /// The configuration is being read again, workers are being replaced; ``ready(_:)`` ends it.
    func reloading(_ status: String) {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let microseconds = Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
        manager?.tell(["RELOADING=1", "MONOTONIC_USEC=\(microseconds)", "STATUS=\(status)"])
    }

    /// The end has begun and may take so long: then the unit needs no `TimeoutStopSec` of its own.
    func stopping(within limit: Duration, _ status: String) {
        let (seconds, attoseconds) = limit.components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        manager?.tell(["STOPPING=1", "EXTEND_TIMEOUT_USEC=\(microseconds)", "STATUS=\(status)"])
    }

    /// Now and then: the ping when one is due, the status every ten seconds when it has changed.
    mutating func turn(isAlive: Bool, status: @autoclosure () -> String) {
        guard let manager else { return }
        let now = ContinuousClock.now
        if let watchdog = manager.watchdog, isAlive, now >= nextPing {
            manager.tell(["WATCHDOG=1"])
            // A little early rather than late: whoever calls sleeps in steps.
            nextPing = now + watchdog / 2 - watchdog / 8
        }
        guard now >= nextStatus else { return }
        nextStatus = now + .seconds(10)
        let status = status()
        guard status != shown else { return }
        shown = status
        manager.tell(["STATUS=\(status)"])
    }
}
