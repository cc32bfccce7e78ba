import CrosswindThreads
import PythonBridge

/// Where the handler of one call runs: on the WSGI server's thread, which takes its jobs from here, and on no other while
/// the call lasts.
///
/// A handler that was given up (it suspended where that is not allowed) may go on all the same once what it waits for comes.
/// It must end somewhere, so that what it holds is released; then its jobs get a thread of their own.
final class CallExecutor: TaskExecutor, Sendable {
    private struct State {
        var jobs: [UnownedJob] = []
        var isAbandoned = false
        /// Made when the thread first waits: most calls never do.
        var signal: ThreadSignal?
    }

    private let state = Guarded(State())

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isAbandoned = state.withLock { state in
            if !state.isAbandoned {
                state.jobs.append(job)
                state.signal?.signal()
            }
            return state.isAbandoned
        }
        if isAbandoned { runElsewhere([job]) }
    }

    /// Runs what is ready, and what that makes ready, on this thread.
    func runReady() {
        let executor = asUnownedTaskExecutor()
        while let job = state.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) {
            job.runSynchronously(on: executor)
        }
    }

    /// Sleeps until something is ready, for a quarter of a second at most.
    func wait() {
        let signal: ThreadSignal? = state.withLock { state in
            guard state.jobs.isEmpty else { return nil }
            let signal = state.signal ?? ThreadSignal()
            state.signal = signal
            return signal
        }
        _ = signal?.wait(nanoseconds: 250_000_000)
    }

    /// The call is over for this thread.
    func abandon() {
        let left = state.withLock { state in
            defer { state.jobs = [] }
            state.isAbandoned = true
            return state.jobs
        }
        runElsewhere(left)
    }

    private func runElsewhere(_ jobs: [UnownedJob]) {
        guard !jobs.isEmpty else { return }
        do throws(PythonThread.SpawnError) {
            _ = try PythonThread.spawn(name: "crosswind-left") { [self] _ in
                let executor = asUnownedTaskExecutor()
                for job in jobs { job.runSynchronously(on: executor) }
            }
        } catch {
            // Without a thread they stay where they are: a handler that was given up is lost with what it holds.
        }
    }
}
