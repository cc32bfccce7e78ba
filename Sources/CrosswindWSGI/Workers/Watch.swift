import CrosswindThreads
import PythonBridge
import Synchronization

/// A thread that looks after the pool every few milliseconds, but only while somebody has asked it to.
///
/// It costs nothing while no request waits. While work goes on as it should it looks less and less often, since each look
/// takes the core from a worker: at 1 ms it took 6 % of a Flask app's time for its wake-ups, at 4 ms still 3 % of hello's.
final class Watch: Sendable {
    /// What a look found.
    enum Finding {
        /// Nothing waits.
        case nothing
        /// Requests wait, and others get their answers.
        case progress
        /// Requests wait for one that takes its time, or output for its moment: look again soon.
        case delay
    }

    /// Nanoseconds between two looks, at first and at most.
    static let periods: (first: UInt64, last: UInt64) = (4_000_000, 16_000_000)
    /// After so many looks in a row that found nothing it sleeps; at once would be to start it again for the next batch.
    private static let patience = 2

    private let signal = ThreadSignal()
    private let isArmed = Atomic<Bool>(false)
    /// It would not look again before the first period is over.
    private let isSlow = Atomic<Bool>(false)
    private let isStopping = Atomic<Bool>(false)
    private let thread = Guarded<PythonThread?>(nil)

    /// Starts the thread.
    func start(_ look: @escaping @Sendable () -> Finding) throws(PythonThread.SpawnError) {
        // It never attaches; the bridge's threads have their signals blocked, which is what matters here.
        let started = try PythonThread.spawn(name: "crosswind-watch") { [self] _ in
            while !isStopping.load(ordering: .relaxed) {
                signal.wait()
                var period = Self.periods.first
                var inVain = 0
                while inVain < Self.patience {
                    isSlow.store(period > Self.periods.first, ordering: .relaxed)
                    let isHurried = signal.wait(nanoseconds: period)
                    if isStopping.load(ordering: .relaxed) { break }
                    if isHurried {
                        period = Self.periods.first
                        continue
                    }
                    let found = look()
                    inVain = found == .nothing ? inVain + 1 : 0
                    period = found == .delay ? Self.periods.first : min(period * 2, Self.periods.last)
                }
                isArmed.store(false, ordering: .sequentiallyConsistent)
                // Work may have come between the last look and the store, and found the watch still armed.
                if look() != .nothing { arm() }
            }
        }
        thread.withLock { $0 = started }
    }

    /// Any thread: look every few milliseconds from now on. Cheap when that is so already. `soon`: within the first
    /// period, however well all went so far.
    func arm(soon: Bool = false) {
        if isArmed.load(ordering: .sequentiallyConsistent) {
            if soon, isSlow.load(ordering: .relaxed), isSlow.exchange(false, ordering: .relaxed) { signal.signal() }
        } else if !isArmed.exchange(true, ordering: .sequentiallyConsistent) {
            signal.signal()
        }
    }

    /// Ends the thread and waits for that.
    func stop() {
        isStopping.store(true, ordering: .relaxed)
        signal.signal()
        thread.withLock { $0 }?.join()
    }
}
