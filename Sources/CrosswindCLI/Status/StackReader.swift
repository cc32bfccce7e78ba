import CrosswindStatus
import CrosswindThreads
import PythonBridge

/// Reads the stacks of Python's threads, on a thread of its own: it may have to wait for the GIL, and the event loop that
/// wants to know must not.
///
/// Whoever asks while it waits shares what it then finds. It never runs code of the application.
final class StackReader: Sendable {
    /// By what `threading.get_ident()` says.
    typealias Stacks = [UInt: [LiveReport.Frame]]

    private struct State {
        var waiting: [@Sendable (Stacks) -> Void] = []
        /// Since when the thread has been at it, to get the GIL or, as others get their turn while it reads, to get it again;
        /// nanoseconds of the monotonic clock, 0 when it isn't.
        var readingSince: UInt64 = 0
        var isStopping = false
    }

    private let state = Guarded(State())
    private let signal = ThreadSignal()
    private let thread = Guarded<PythonThread?>(nil)

    /// Starts the thread.
    func start() throws(PythonThread.SpawnError) {
        let started = try PythonThread.spawn(name: "crosswind-stacks") { [self] seat in work(&seat) }
        thread.withLock { $0 = started }
    }

    /// Calls `done` on the reader's thread with the stacks, as soon as there is the GIL to be had; in vain for ever when
    /// there isn't.
    func read(_ done: @escaping @Sendable (Stacks) -> Void) {
        // While the GIL can't be had, whoever asks after so many goes without.
        state.withLock { if $0.waiting.count < 64 { $0.waiting.append(done) } }
        signal.signal()
    }

    /// For how many nanoseconds the GIL has been waited for; nil when it is not.
    var waitingFor: UInt64? {
        let since = state.withLock { $0.readingSince }
        return since == 0 ? nil : Monitor.now &- since
    }

    /// Ends the thread, if it can within `limit`. Detached.
    func stop(within limit: Duration) {
        state.withLock { $0.isStopping = true }
        signal.signal()
        _ = thread.withLock { $0 }?.join(within: limit)
    }

    private func work(_ seat: inout PythonThread.Seat) {
        while true {
            signal.wait()
            if state.withLock({ $0.isStopping }) { return }
            state.withLock { $0.readingSince = Monitor.now }
            let found: Stacks? = seat.attachIfRunning { (python: inout Python) in (try? Self.stacks(python)) ?? [:] }
            let waiting = state.withLock { state in
                state.readingSince = 0
                defer { state.waiting = [] }
                return state.waiting
            }
            for done in waiting { done(found ?? [:]) }
        }
    }

    // MARK: in Python

    private static let source = #"""
        import linecache
        import sys


        def stacks():
            """One text: threads end with GS, frames with RS, fields with US. Sixty frames of each thread, outermost first."""
            found = []
            for ident, frame in sys._current_frames().items():
                lines = []
                while frame is not None and len(lines) < 60:
                    code = frame.f_code
                    source = linecache.getline(code.co_filename, frame.f_lineno or 0, frame.f_globals).strip()[:300]
                    name = getattr(code, "co_qualname", code.co_name)
                    lines.append("\x1f".join((code.co_filename, str(frame.f_lineno or 0), name, source)))
                    frame = frame.f_back
                found.append("%d\x1e%s" % (ident, "\x1e".join(reversed(lines))))
            return "\x1d".join(found).encode("utf-8", "replace").decode()
        """#

    private static func stacks(_ python: borrowing Python) throws(PythonError) -> Stacks {
        let module = try python.module(named: "crosswind.stacks")
        // Compiled each time: a tenth of a millisecond, and nothing to give back at the end.
        try python.run(source, file: "<crosswind>", in: module)
        let text = try module.attribute("stacks").call().string()
        var stacks: Stacks = [:]
        for thread in text.split(separator: "\u{1d}") {
            let parts = thread.split(separator: "\u{1e}", omittingEmptySubsequences: true)
            guard let ident = parts.first.flatMap({ UInt($0) }) else { continue }
            stacks[ident] = parts.dropFirst().map { frame in
                let fields = frame.split(separator: "\u{1f}", maxSplits: 3, omittingEmptySubsequences: false)
                func field(_ index: Int) -> String { fields.count > index ? String(fields[index]) : "" }
                return LiveReport.Frame(
                    file: field(0), line: Int(field(1)) ?? 0, function: field(2), source: field(3))
            }
        }
        return stacks
    }
}
