import CrosswindServer
import CrosswindStatus
import Logging

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the main thread does from listening to the end: it hears signals. Detached from Python.
struct ServeLoop {
    let server: HTTPServer
    let options: CommandOptions
    let logger: Logger
    /// What a supervisor gave this process; nil when there is none.
    let worker: WorkerSeat?
    /// Its place on the scoreboard, if there is one.
    let seat: Seat?
    let report: StackReport
    let log: AccessLogWriter?
    /// Called when the process is told to end at once.
    private let interrupted: () -> Void
    /// Called when a request was given up, and when the process is told to end since it doesn't respond.
    private let aborted: () -> Void
    /// Called when all requests are over; with false when the process ends here and now.
    private let ending: (_ returns: Bool) -> Void
    private let care: WorkerCare
    private var heartbeat: Heartbeat

    private var code = ExitCode.clean
    private var stopper: Stopper?
    private var isOrphan = false
    /// Started from a terminal, whose end the kernel tells by SIGHUP too.
    private let hasTerminal = ServeLoop.terminal

    init(
        server: HTTPServer, options: CommandOptions, logger: Logger, worker: WorkerSeat?, seat: Seat?,
        report: StackReport, log: AccessLogWriter?, interrupted: @escaping () -> Void,
        aborted: @escaping () -> Void, ending: @escaping (_ returns: Bool) -> Void
    ) {
        self.server = server
        self.options = options
        self.logger = logger
        self.worker = worker
        self.seat = seat
        self.report = report
        self.log = log
        self.interrupted = interrupted
        self.aborted = aborted
        self.ending = ending
        care = WorkerCare(options, logger, worker: worker, seat: seat, report: report)
        care.start()
        heartbeat = Heartbeat(server, options, worker)
        heartbeat.ready()
    }

    /// Until all is over: the exit code. Nil when a signal came that isn't ours, so that Python can run its handler.
    /// Doesn't return when threads don't come back from their application.
    mutating func run(_ signals: borrowing StopSignals) -> Int32? {
        while true {
            heartbeat.turn()
            // That the supervisor has ended is news once.
            switch signals.wait(lifeline: isOrphan ? nil : worker?.lifeline, within: heartbeat.patience) {
            case .announced:
                if let stopper, stopper.isDone { return over(stopper) }
                if care.hasGivenUpFirst() { aborted() }
                if stopper == nil, let verdict = care.verdict { stop(verdict) }
            case .received(let number): received(number)
            case .orphaned: orphaned()
            case .interrupted: return nil
            case .nothing: break
            }
        }
    }

    /// Begins the end, unless it has begun.
    mutating func stop(_ code: Int32, after delay: Duration = .zero) {
        self.code = code
        seat?.state = .stopping
        if stopper == nil { heartbeat.stopping(within: delay + options.gracefulTimeout + .seconds(15)) }
        if stopper == nil { stopper = Stopper(server, after: delay, grace: options.gracefulTimeout) }
    }

    private mutating func received(_ number: Int32) {
        switch number {
        case SIGUSR1:
            log?.reopen()
            LogFile.reopen(logger)
            logger.info("\(name)logs are reopened")
        case SIGUSR2: report.begin()
        // A worker's supervisor has it too, if it is meant.
        case SIGHUP where worker != nil: break
        case SIGHUP where !hasTerminal || Self.terminal:
            logger.warning("SIGHUP: nothing is reloaded without workers; restart, or start with --workers 1")
            heartbeat.reloadRefused()
        case SIGABRT:
            logger.error("\(name)told to end since it does not respond (SIGABRT)")
            code = ExitCode.failure
            Departure.noLater(than: .seconds(5), code)
            aborted()
            leave(within: .seconds(1))
        case _ where number == SIGQUIT || number == SIGINT && stopper != nil:
            logger.warning("\(name)stopping at once")
            Departure.noLater(than: .seconds(5), code)
            interrupted()
            server.abort()
            leave(within: .seconds(1))
        default:
            if let stopper {
                // There is a successor after all, or nobody who would wait for the delay.
                if number == SIGWINCH { stopper.endDelay() }
                return
            }
            // A retired worker's clients are accepted by others, and the whole stays ready.
            if number == SIGWINCH { server.hasSuccessor() }
            let delay = number == SIGWINCH ? .zero : options.drainDelay
            logger.info("\(name)stopping: \(options.farewell(after: delay))")
            stop(code, after: delay)
        }
    }

    /// The supervisor was killed: nobody tells this process anything any more, nor replaces it.
    private mutating func orphaned() {
        isOrphan = true
        // Nobody is left who would kill it when it doesn't.
        Departure.noLater(than: options.gracefulTimeout + .seconds(10), code)
        if let stopper { return stopper.endDelay() }
        logger.info("\(name)its supervisor is gone; stopping: \(options.farewell(after: .zero))")
        stop(code)
    }

    /// Whether there is a terminal that this process belongs to.
    private static var terminal: Bool {
        let descriptor = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    private func over(_ stopper: Stopper) -> Int32 {
        if stopper.stuck > 0 {
            // They may hold the GIL, which what follows wants.
            Departure.noLater(than: .seconds(15), code)
            logger.warning(
                "threads are still in the application; its exit functions (atexit) run beside them",
                metadata: ["threads": "\(stopper.stuck)"])
            leave(within: .seconds(5))
        }
        ending(true)
        log?.close()
        heartbeat.end()
        return code
    }

    private func leave(within limit: Duration) -> Never {
        heartbeat.end()
        ending(false)
        log?.close()
        Departure.leave(code, within: limit, logger)
    }

    private var name: String { worker.map { "worker \($0.number), pid \(getpid()), " } ?? "" }
}
