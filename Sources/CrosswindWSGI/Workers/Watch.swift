import CrosswindServer
import PythonBridge
import Synchronization

/// A thread that looks after the pool every few milliseconds, but only while somebody has asked it to.
///
/// It costs nothing while no request waits. 4 ms: at 1 ms it took 6 % of a Flask app's time for its wake-ups.
final class Watch: Sendable {
    static let period: UInt64 = 4_000_000

    private let signal = ThreadSignal()
    private let isArmed = Atomic<Bool>(false)
    private let isStopping = Atomic<Bool>(false)
    private let thread = Mutex<PythonThread?>(nil)

    /// Starts the thread. `look` says whether to look again.
    func start(_ look: @escaping @Sendable () -> Bool) throws(PythonThread.SpawnError) {
        // It never attaches; the bridge's threads have their signals blocked, which is what matters here.
        let started = try PythonThread.spawn(name: "crosswind-watch") { [self] _ in
            while !isStopping.load(ordering: .relaxed) {
                signal.wait()
                repeat {
                    _ = signal.wait(nanoseconds: Self.period)
                    if isStopping.load(ordering: .relaxed) { break }
                } while look()
                isArmed.store(false, ordering: .sequentiallyConsistent)
                // Work may have come between the last look and the store, and found the watch still armed.
                if look() { arm() }
            }
        }
        thread.withLock { $0 = started }
    }

    /// Any thread: look every few milliseconds from now on. Cheap when that is so already.
    func arm() {
        if isArmed.load(ordering: .sequentiallyConsistent) { return }
        if !isArmed.exchange(true, ordering: .sequentiallyConsistent) { signal.signal() }
    }

    /// Ends the thread and waits for that.
    func stop() {
        isStopping.store(true, ordering: .relaxed)
        signal.signal()
        thread.withLock { $0 }?.join()
    }
}
