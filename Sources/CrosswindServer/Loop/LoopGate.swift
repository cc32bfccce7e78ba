import CrosswindThreads

/// What a thread waits at for as long as its loop "runs": ``IOLoop/start()`` and ``IOLoop/runSync(timeout:_:)``.
///
/// The loop's own thread never waits here, nor does anything of Dispatch or Swift's concurrency runtime. The monitor
/// guards both flags, hence unchecked.
final class LoopGate: @unchecked Sendable {
    /// Why a wait is over.
    enum Ending { case done, stopped, timedOut }

    private let monitor = Monitor()
    private var waiting = 0
    private var isStopRequested = false

    /// Waits until `isDone`, or until stopped, or until `deadline` (of ``Monitor/now``). A stop that came before ends it
    /// at once; the last to leave takes the stop with it, so that the next wait waits.
    func wait(until deadline: UInt64? = nil, isDone: () -> Bool = { false }) -> Ending {
        monitor.locked {
            waiting += 1
            defer {
                waiting -= 1
                if waiting == 0 { isStopRequested = false }
            }
            while true {
                if isDone() { return .done }
                if isStopRequested { return .stopped }
                guard let deadline else {
                    monitor.wait()
                    continue
                }
                if Monitor.now >= deadline { return .timedOut }
                monitor.wait(until: deadline)
            }
        }
    }

    /// Ends all waits, or the next one if there is none. Any thread.
    func stop() {
        monitor.locked {
            isStopRequested = true
            monitor.wake()
        }
    }

    /// Has all that wait look again whether they are done. Any thread.
    func lookAgain() { monitor.locked { monitor.wake() } }
}
