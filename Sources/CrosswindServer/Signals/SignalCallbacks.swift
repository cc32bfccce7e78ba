import CrosswindThreads

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Who is called for which signal, in the whole process: a signal has one disposition.
package enum SignalCallbacks {
    private struct Entry {
        let loop: IOLoop
        let callback: @Sendable () throws -> Void
        /// The disposition that the first callback replaced.
        let before: Disposition
    }

    /// What `sigaction` gives; plain memory that is only given back to it.
    private struct Disposition: @unchecked Sendable { var action = sigaction() }

    private struct State {
        var entries: [Int32: Entry] = [:]
        var reserved: Set<Int32> = []
    }
    private static let state = Guarded(State())

    private static let deadly: Set<Int32> = [SIGKILL, SIGSTOP, SIGSEGV, SIGBUS, SIGFPE, SIGILL]

    static func set(
        _ number: Int32, loop: IOLoop, _ callback: @escaping @Sendable () throws -> Void
    ) throws(IOLoopError) {
        let failure: IOLoopError? = state.withLock { state in
            if state.reserved.contains(number) { return .signalTaken(number) }
            if deadly.contains(number) { return .signalNotCatchable(number) }
            var before = Disposition()
            if let there = state.entries[number] {
                before = there.before
            } else {
                guard SignalPipe.install(number, &before.action, received: received) else {
                    return .signalNotCatchable(number)
                }
            }
            state.entries[number] = Entry(loop: loop, callback: callback, before: before)
            return nil
        }
        if let failure { throw failure }
    }

    static func remove(_ number: Int32) -> Bool {
        state.withLock { remove(number, &$0) }
    }

    /// A loop is closed.
    static func removeAll(of loop: IOLoop) {
        state.withLock { state in
            for (number, entry) in state.entries where entry.loop === loop { _ = remove(number, &state) }
        }
    }

    private static func remove(_ number: Int32, _ state: inout State) -> Bool {
        guard var entry = state.entries.removeValue(forKey: number)?.before.action else { return false }
        // Not if somebody has taken the signal from us since.
        if SignalPipe.isInstalled(number) { sigaction(number, &entry, nil) }
        return true
    }

    /// On the loop that reads the pipe.
    private static func received(_ number: Int32) {
        guard let entry = state.withLock({ $0.entries[number] }) else { return }
        entry.loop.addCallback(entry.callback)
    }

    // MARK: signals that are somebody else's

    /// From now on these are not for callbacks; those there are go silent until ``release(_:)``.
    package static func reserve(_ numbers: [Int32]) { state.withLock { $0.reserved.formUnion(numbers) } }

    /// They may be had again.
    package static func release(_ numbers: [Int32]) { state.withLock { $0.reserved.subtract(numbers) } }
}
