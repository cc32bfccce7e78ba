import CrosswindServer
import CrosswindThreads
import CrosswindWSGI
import PythonBridge

/// Stops a server on a thread of its own, so that the main thread hears further signals meanwhile.
final class Stopper: Sendable {
    private struct State {
        var isDone = false
        var stuck = 0
        /// When the delay is over.
        var delayEnds: ContinuousClock.Instant
    }

    private let server: HTTPServer
    private let state: Guarded<State>

    /// `delay` and `grace`: as `HTTPServer.stop(after:within:)` takes them.
    init(_ server: HTTPServer, after delay: Duration, grace: Duration) {
        self.server = server
        state = Guarded(State(delayEnds: .now + delay))
        let work: @Sendable () -> Void = { [self] in
            server.stop(after: delay, within: grace)
            let began = state.withLock { $0.delayEnds }
            // Whoever is still in a request has had its time; a moment more for threads to find out.
            let left = max(.milliseconds(500), grace - (.now - began))
            let stuck = WSGIContainer.stopThreads(within: left)
            state.withLock { ($0.isDone, $0.stuck) = (true, stuck) }
            StopSignals.announce()
        }
        do throws(PythonThread.SpawnError) {
            // A plain thread of the bridge's; it never attaches.
            _ = try PythonThread.spawn(name: "crosswind-stop") { _ in work() }
        } catch {
            // No thread to be had: then here, deaf to further signals.
            work()
        }
    }

    /// Nobody is to be waited for any more: the delay is over, and running requests have `grace` from now on.
    func endDelay() {
        state.withLock { $0.delayEnds = min($0.delayEnds, .now) }
        server.endDelay()
    }

    /// Whether everything has ended that will.
    var isDone: Bool { state.withLock { $0.isDone } }
    /// Python threads that didn't come back from their application.
    var stuck: Int { state.withLock { $0.stuck } }
}
