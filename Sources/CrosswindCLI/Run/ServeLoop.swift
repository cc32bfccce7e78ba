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
    let report: StackReport
    let log: AccessLogWriter?
    /// Called when the process is told to end at once.
    private let interrupted: () -> Void
    /// Called when all requests are over.
    private let ending: () -> Void
    private let care: WorkerCare
    private var heartbeat: Heartbeat

    private var code = ExitCode.clean
    private var stopper: Stopper?

    init(
        server: HTTPServer, options: CommandOptions, logger: Logger, worker: WorkerSeat?, seat: Seat?,
        report: StackReport, log: AccessLogWriter?, interrupted: @escaping () -> Void, ending: @escaping () -> Void
    ) {
        self.server = server
        self.options = options
        self.logger = logger
        self.worker = worker
        self.report = report
        self.log = log
        self.interrupted = interrupted
        self.ending = ending
        care = WorkerCare(options, logger, worker: worker, seat: seat, report: report)
        care.start()
        heartbeat = Heartbeat(server, options.service, worker)
        heartbeat.ready()
    }

    /// Until all is over: the exit code. Nil when a signal came that isn't ours, so that Python can run its handler.
    /// Doesn't return when threads don't come back from their application.
    mutating func run(_ signals: borrowing StopSignals) -> Int32? {
        while true {
            // Once the end has begun, that the supervisor has ended is no news.
            heartbeat.beat()
            switch signals.wait(lifeline: stopper == nil ? worker?.lifeline : nil, within: heartbeat.patience) {
            case .announced:
                if let stopper, stopper.isDone { return over(stopper) }
                if stopper == nil, let verdict = care.verdict { stop(verdict) }
            case .received(let number): received(number)
            case .interrupted: return nil
            case .nothing: break
            }
        }
    }

    /// Begins the end, unless it has begun.
    mutating func stop(_ code: Int32, after delay: Duration = .zero) {
        self.code = code
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
        case _ where number == SIGQUIT || number == SIGINT && stopper != nil:
            logger.warning("\(name)stopping at once")
            interrupted()
            server.abort()
            leave(within: .seconds(1))
        default:
            guard stopper == nil else { return }
            // A retired worker's clients are accepted by others, and the whole stays ready.
            if number == SIGWINCH { server.hasSuccessor() }
            let delay = number == SIGWINCH ? .zero : options.drainDelay
            logger.info("\(name)stopping: \(options.farewell(after: delay))")
            stop(code, after: delay)
        }
    }

    private func over(_ stopper: Stopper) -> Int32 {
        if stopper.stuck > 0 {
            logger.warning(
                "threads are still in the application; its exit functions (atexit) run beside them",
                metadata: ["threads": "\(stopper.stuck)"])
            leave(within: .seconds(5))
        }
        ending()
        log?.close()
        heartbeat.end()
        return code
    }

    private func leave(within limit: Duration) -> Never {
        heartbeat.end()
        ending()
        log?.close()
        Departure.leave(code, within: limit, logger)
    }

    private var name: String { worker.map { "worker \($0.number), pid \(getpid()), " } ?? "" }
}
