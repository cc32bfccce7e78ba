import CrosswindServer
import CrosswindStatus
import CrosswindThreads
import CrosswindWSGI
import Logging
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Looks after this process while it serves, on a thread of its own: requests that take too long, and whether it has lived
/// long enough. There is none when no option asks for either.
final class WorkerCare: Sendable {
    private let timeout: Duration
    private let limits: RecyclingLimits
    private let logger: Logger
    private let worker: WorkerSeat?
    /// Its place on the scoreboard, if there is one.
    private let seat: Seat?
    private let report: StackReport
    /// The exit code to end with, below 0 for none.
    private let wantsEnd = Atomic<Int32>(-1)
    /// The first request was given up, and nobody has asked about it yet.
    private let isFirst = Atomic<Bool>(false)

    init(_ options: CommandOptions, _ logger: Logger, worker: WorkerSeat?, seat: Seat?, report: StackReport) {
        timeout = options.timeout
        limits = RecyclingLimits(worker == nil ? nil : options.recycling)
        self.logger = logger
        self.worker = worker
        self.seat = seat
        self.report = report
    }

    /// The exit code that this process should end with at once, if it should. Main thread, after an announcement.
    var verdict: Int32? {
        let code = wantsEnd.load(ordering: .relaxed)
        return code < 0 ? nil : code
    }

    /// True once: a request was given up, the first of this process. Main thread, after an announcement.
    func hasGivenUpFirst() -> Bool { isFirst.exchange(false, ordering: .relaxed) }

    /// Starts the thread, if there is something to do. It goes on to the end of the process.
    func start() {
        guard timeout > .zero || limits.isOn else { return }
        let started = BackgroundThread.start { [self] in
            BackgroundThread.nameThisThread("crosswind-care")
            look()
        }
        if !started { logger.error("no thread to be had for --timeout and the limits of workers; going on without") }
    }

    private func look() {
        var pause = Duration.milliseconds(100)
        if timeout > .zero { pause = min(pause, max(.milliseconds(5), timeout / 10)) }
        let microseconds = UInt32(pause / .microseconds(1))
        var hasAsked = false
        while true {
            usleep(microseconds)
            var reason: (text: String, kind: Scoreboard.Restart)?
            if timeout > .zero { reason = lookForSilence().map { ($0, .timeout) } }
            if reason == nil, !hasAsked { reason = limits.reached() }
            guard let reason, !hasAsked else { continue }
            hasAsked = true
            if reason.kind == .timeout, verdict == nil {
                isFirst.store(true, ordering: .relaxed)
                StopSignals.announce()
            }
            seat?.willLeave(reason.kind)
            if let worker {
                logger.info("worker \(worker.number), pid \(getpid()), asks for a successor: \(reason.text)")
                worker.askForSuccessor()
            }
        }
    }

    /// Gives requests up that take too long; why the process should be replaced, if it should.
    private func lookForSilence() -> String? {
        let given = WSGIContainer.abandonRequests(silentFor: timeout)
        guard !given.isEmpty else { return nil }
        let stacks = report.pythonStacks()
        for each in given { say(each, stacks) }
        if stacks == nil {
            logger.critical("native code holds the GIL, so that no other request can run")
            end()
        } else if worker == nil, WSGIContainer.usableThreads == 0 {
            logger.critical(
                "no Python thread is left: all are in requests that were given up, and so are those that took their place"
            )
            end()
        } else if worker == nil {
            logger.warning(
                "the thread is lost until the application comes back; another takes its place",
                metadata: ["usable": "\(WSGIContainer.usableThreads)"])
        }
        return "a request took longer than --timeout"
    }

    /// At once: with a supervisor others take over, without one whoever restarts failed services does.
    private func end() {
        seat?.leaves(.timeout)
        worker?.sayGoing()
        wantsEnd.store(worker == nil ? ExitCode.failure : ExitCode.clean, ordering: .relaxed)
        StopSignals.announce()
    }

    private func say(_ given: AbandonedRequest, _ stacks: [PythonStacks.Stack]?) {
        let what = given.isAnswered ? "answered 504 in its place" : "its connection is cut"
        var text = given.request.map { "\(StackReport.doing($0))" } ?? "a request"
        text += ": the application has done nothing for \(timeout); \(what)"
        let stack = stacks?.first { $0.identifier == given.thread.identifier }
        if let stack { text += "\n Python (most recent call last):\n\(stack.text)" }
        logger.error("\(text)", metadata: ["thread": "crosswind-py-\(given.thread.index)"])
    }
}
