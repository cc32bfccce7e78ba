import CrosswindServer
import CrosswindStatus
import Logging
import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Keeps `--workers` processes running: opens the sockets, forks, replaces what dies, and hands signals on.
///
/// It never imports the application and starts no thread, so that it may fork at any time and that each new worker imports
/// the application anew. With `--preload` there are two, one inside the other: the *outer* is as said, and its only worker is
/// the *inner*, which has imported the application before it forks workers of its own. SIGHUP to the outer replaces the inner
/// like any worker, so that the code is new, and the old stays if the new can't be imported. The outer one holds the listening sockets,
/// so that clients wait in the kernel's queue while workers come and go.
///
/// This file has what it knows and the order of its turns; `Supervisor+Workers` how workers come, `Supervisor+Endings` how
/// they go, `Supervisor+Orphans` whom a killed inner one leaves behind, `Supervisor+Signals` what it hears, `Supervisor+Reload` how the code becomes new.
struct Supervisor: ~Copyable {
    /// Which process this is when ``run(_:)`` returns.
    enum Role {
        /// The supervisor, with its exit code.
        case over(Int32)
        case worker(WorkerSeat)
    }

    enum Phase: Equatable {
        /// Some worker has not listened yet: one that fails now ends the start.
        case starting
        case running
        case stopping(Int32)
    }

    // MARK: the configuration, which SIGHUP may change

    var options: CommandOptions
    var logger: Logger
    /// Of a `gunicorn.conf.py`.
    var hooks: GunicornHooks?
    /// Reads the configuration anew.
    let session: CommandSession

    // MARK: workers

    var workers: [WorkerProcess] = []
    /// How many there should be.
    var target: Int
    var phase = Phase.starting
    var backoff = Backoff()
    var memoryKills = MemoryKills()
    /// When their signs of life were last looked at.
    var lastLook = ContinuousClock.now

    /// With `--preload`, of an inner supervisor that was killed: when to kill them.
    var orphans: [pid_t: ContinuousClock.Instant] = [:]

    // MARK: their replacement

    /// SIGHUP has come, and the configuration is not read yet.
    var isToReload = false
    /// SIGHUP has come, and not all workers are replaced yet.
    var isReloading = false
    /// To be replaced, in this order; the first is being replaced when some worker `replaces` it.
    var outdated: [pid_t] = []
    /// When the next of the outdated may be replaced.
    var nextReplacement = ContinuousClock.now
    var reloader: Reloader?

    // MARK: the end

    /// All are stopping, and not for a successor.
    var drains = false
    /// When the sockets are to be closed.
    var acceptsUntil: ContinuousClock.Instant?
    var isHurried = false
    /// There was an outer supervisor, and it is gone.
    var isOrphan = false

    // MARK: what it shares with others

    var listeners: [(descriptor: Int32, address: BindAddress)] = []
    /// Open to this process's end; workers have the other one.
    var lifeline: (read: Int32, write: Int32) = (-1, -1)
    var service: SupervisedService
    let status: StatusService?
    /// What an inner supervisor has from its outer one.
    let seat: WorkerSeat?
    let isOuter: Bool
    /// Workers get no more than they can share without.
    let shares: AcceptShares?
    /// Of an outer supervisor: which workers its inner ones have.
    let roll: WorkerRoll?
    /// For the log.
    private let count: Int

    init(
        _ options: CommandOptions, workers: Int, _ logger: Logger, _ status: StatusService?,
        _ session: CommandSession, _ hooks: GunicornHooks?, within seat: WorkerSeat? = nil, isOuter: Bool = false
    ) {
        self.session = session
        self.hooks = hooks
        self.options = options
        self.status = status
        self.logger = logger
        self.seat = seat
        self.isOuter = isOuter
        shares = isOuter ? nil : try? AcceptShares()
        roll = isOuter ? try? WorkerRoll() : nil
        count = workers
        target = isOuter ? 1 : workers
        service = SupervisedService(seat == nil ? options.service : nil, workers: isOuter ? workers : nil)
    }

    /// On the main thread, attached. Returns in the supervisor when all is over, and in each worker when it is made.
    mutating func run(_ python: inout Python) throws(ServeCommand.Failure) -> Role {
        if let hooks, seat == nil { try ServeCommand.onStarting(hooks, workers: count, python) }
        try open()
        do throws(ServeCommand.Failure) {
            return try supervise(&python)
        } catch {
            closeListeners()
            throw error
        }
    }

    private mutating func supervise(_ python: inout Python) throws(ServeCommand.Failure) -> Role {
        if seat == nil { try ServeCommand.whenReady(hooks, python) }
        try makeLifeline()
        #if os(Linux)
        if isOuter { ProcessControl.adoptOrphans() }
        #endif
        let signals = StopSignals(
            StopSignals.stopping + [SIGHUP, SIGTTIN, SIGTTOU, SIGCHLD, SIGUSR1, SIGUSR2, SIGWINCH])
        if seat == nil { announce() }
        try watch()
        while true {
            if !isOuter { status?.board.wantedWorkers = target }
            if let seat = startMissing(python) { return .worker(seat) }
            if case .stopping(let code) = phase, workers.isEmpty, orphans.isEmpty {
                hooks?.flush(python)
                if seat == nil { hooks?.tell(.onExit, python) }
                closeListeners()
                return .over(code)
            }
            sleep(signals, &python)
            while let event = signals.next() {
                if case .received(let number) = event { received(number) }
            }
            reap()
            watchOrphans()
            reconfigureIfAsked(python)
            hooks?.flush(python)
            noteReady()
            reloadIfChanged()
            let isSettled =
                phase == .running && outdated.isEmpty && workers.allSatisfy { $0.isReady && $0.replaces == nil }
            watchWorkers()
            service.turn(workers, isSettled: isSettled)
            seat?.pulse?.beat(0, answered: service.answered(workers))
            enforceDeadlines()
        }
    }

    private func announce() {
        let shown = listeners.map(\.address.url).joined(separator: ", ")
        let threads = "\(options.threads) thread\(options.threads == 1 ? "" : "s") each"
        logger.info(
            "crosswind \(Version.current) listens at \(shown); Python \(PythonRuntime.version), \(count) worker\(count == 1 ? "" : "s") with \(threads), pid \(getpid())"
        )
        status?.announce(logger)
        for warning in options.warnings { logger.warning("\(warning)") }
    }

    /// A worker in the words of the log.
    func name(_ worker: WorkerProcess) -> String {
        isOuter
            ? "the supervisor with the application, pid \(worker.pid)," : "worker \(worker.number), pid \(worker.pid),"
    }
}
