import CrosswindThreads
import PythonBridge
import Synchronization

/// Whether Python can still be entered: a thread attaches when asked. Native code that never gives the GIL away stops every
/// request, and nothing else would show it.
final class PythonPulse: Sendable {
    private let signal = ThreadSignal()
    private let isOut = Atomic<Bool>(false)
    private let isOver = Atomic<Bool>(false)

    /// Nil when there is no thread to be had; then nobody looks.
    init?() {
        do throws(PythonThread.SpawnError) {
            _ = try PythonThread.spawn(name: "crosswind-pulse") { [self] seat in
                while true {
                    signal.wait()
                    if isOver.load(ordering: .relaxed) { return }
                    _ = seat.attachIfRunning { (_: inout Python) in () }
                    isOut.store(false, ordering: .releasing)
                }
            }
        } catch {
            return nil
        }
    }

    /// From one thread: true when Python was entered since the last call; then it is to be entered anew.
    func beat() -> Bool {
        guard !isOut.load(ordering: .acquiring) else { return false }
        isOut.store(true, ordering: .relaxed)
        signal.signal()
        return true
    }

    /// Lets the thread go.
    func end() {
        isOver.store(true, ordering: .relaxed)
        signal.signal()
    }
}
