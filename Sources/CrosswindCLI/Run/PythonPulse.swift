import CrosswindThreads
import PythonBridge

/// Whether Python can still be entered: a thread attaches now and then. Native code that never gives the GIL away stops every
/// request, and nothing else would show it.
final class PythonPulse: Sendable {
    private let over = Latch()

    /// Nil when there is no thread to be had; then nobody looks.
    init?(_ pulse: Pulse, every pause: Duration) {
        do throws(PythonThread.SpawnError) {
            _ = try PythonThread.spawn(name: "crosswind-pulse") { [over] seat in
                repeat {
                    guard seat.attachIfRunning({ (_: inout Python) in () }) != nil else { return }
                    pulse.beatOfPython()
                } while !over.wait(within: pause)
            }
        } catch {
            return nil
        }
    }

    /// Lets the thread go.
    func end() { over.open() }
}
