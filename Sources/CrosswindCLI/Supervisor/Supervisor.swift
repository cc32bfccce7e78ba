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
/// like any worker, so that the code is new, and the old stays if the new can't be imported. It holds the listening sockets, so that clients wait in the kernel's queue while workers come and
/// go.
///
/// | signal | |
/// |---|---|
/// | SIGTERM, SIGINT | workers stop gracefully; a second SIGINT, or SIGQUIT: at once |
/// | SIGHUP | workers are replaced one by one, each old one once its successor listens |
/// | SIGTTIN, SIGTTOU | one worker more, one fewer (not below one) |
/// | SIGUSR1 | log files are opened anew, in all processes |
/// | SIGUSR2 | workers log what each of their threads is doing |
/// | SIGCHLD | a worker ended: replaced at once, later and later when its successors die young |
struct Supervisor: ~Copyable {
    /// Which process this is when ``run(_:)`` returns.
    enum Role {
        /// The supervisor, with its exit code.
        case over(Int32)
        case worker(WorkerSeat)
    }

    private enum Phase: Equatable {
        /// Some worker has not listened yet: one that fails now ends the start.
        case starting
        case running
        case stopping(Int32)
    }

    private(set) var options: CommandOptions
    private(set) var logger: Logger
    /// Reads the configuration anew.
    private let session: CommandSession
    /// Of a `gunicorn.conf.py`.
    private(set) var hooks: GunicornHooks?
    /// SIGHUP has come.
    private var isToReload = false
    private var listeners: [(descriptor: Int32, address: BindAddress)] = []
    private var workers: [WorkerProcess] = []
    private var target: Int
    private var phase = Phase.starting
    /// To be replaced, in this order; the first is being replaced when some worker `replaces` it.
    private var outdated: [pid_t] = []
    private var backoff = Backoff()
    private var memoryKills = MemoryKills()
    /// When the next missing worker may be started.
    private var nextStart = ContinuousClock.now
    /// SIGHUP has come, and not all workers are replaced yet.
    private var isReloading = false
    /// When the next of the outdated may be replaced.
    private var nextReplacement = ContinuousClock.now
    private var isHurried = false
    private var lastLook = ContinuousClock.now
    /// All are stopping, and not for a successor.
    private var drains = false
    /// When the sockets are to be closed.
    private var acceptsUntil: ContinuousClock.Instant?
    private var service: SupervisedService
    private var lifeline: (read: Int32, write: Int32) = (-1, -1)
    private var reloader: Reloader?

    private let status: StatusService?
    /// What an inner supervisor has from its outer one.
    private let seat: WorkerSeat?
    private let isOuter: Bool
    /// Workers get no more than they can share without.
    private let shares: AcceptShares?
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
        count = workers
        target = isOuter ? 1 : workers
        service = SupervisedService(options.service, logger, within: seat, workers: isOuter ? workers : nil)
    }

    /// On the main thread, attached. Returns in the supervisor when all is over, and in each worker when it is made.
    mutating func run(_ python: inout Python) throws(ServeCommand.Failure) -> Role {
        if let hooks, seat == nil { try ServeCommand.onStarting(hooks, workers: count, python) }
        try open()
        do throws(ServeCommand.Failure) {
            if seat == nil { try ServeCommand.whenReady(hooks, python) }
        } catch {
            closeListeners()
            throw error
        }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Self.failure("can't make a pipe") }
        lifeline = (ends[0], ends[1])
        let signals = StopSignals(
            StopSignals.stopping + [SIGHUP, SIGTTIN, SIGTTOU, SIGCHLD, SIGUSR1, SIGUSR2, SIGWINCH])
        if seat == nil { announce() }
        try watch()
        while true {
            if !isOuter { status?.board.wantedWorkers = target }
            if let seat = try startMissing(python) { return .worker(seat) }
            if case .stopping(let code) = phase, workers.isEmpty {
                hooks?.flush(python)
                if seat == nil { hooks?.tell(.onExit, python) }
                closeListeners()
                return .over(code)
            }
            if sleep(signals, &python) { received(SIGTERM) }
            while let event = signals.next() {
                if case .received(let number) = event { received(number) }
            }
            reap()
            if isToReload { reconfigure(python) }
            hooks?.flush(python)
            noteReady()
            reloadIfChanged()
            let isSettled =
                phase == .running && outdated.isEmpty && workers.allSatisfy { $0.isReady && $0.replaces == nil }
            service.turn(&workers, isSettled: isSettled)
            enforceDeadline()
            killSilent()
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

    // MARK: sockets

    private mutating func open() throws(ServeCommand.Failure) {
        if let seat {
            listeners = zip(seat.listeners, options.bind).map { (descriptor: $0, address: $1) }
            return
        }
        let permissions = options.socketPermissions(try Identity.find(options))
        for address in options.bind {
            do throws(ListenError) {
                listeners.append(try ListeningSocket.open(address, backlog: options.backlog, permissions: permissions))
            } catch {
                closeListeners()
                throw ServeCommand.Failure(message: error.description, code: ServeCommand.ExitCode.bind)
            }
        }
    }

    private mutating func closeListeners() {
        for (descriptor, address) in listeners {
            if case .unix(let path) = address, seat == nil { unlink(path) }
            close(descriptor)
        }
        listeners = []
    }

    private static func failure(_ what: String) -> ServeCommand.Failure {
        ServeCommand.Failure(
            message: "\(what): \(String(cString: strerror(errno)))", code: ServeCommand.ExitCode.failure)
    }

    // MARK: workers

    /// Starts what is missing. In a new worker: its seat.
    private mutating func startMissing(_ python: borrowing Python) throws(ServeCommand.Failure) -> WorkerSeat? {
        if case .stopping = phase { return nil }
        while workers.count(where: { !$0.isRetiring && $0.replaces == nil }) < target {
            // The first one alone, so that an application which can't be imported says so once.
            if phase == .starting, workers.contains(where: { !$0.isReady }), !workers.contains(where: \.isReady) {
                break
            }
            guard ContinuousClock.now >= nextStart else { break }
            if let seat = try start(replacing: nil, python) { return seat }
        }
        if let next = outdated.first, !workers.contains(where: { $0.replaces != nil }), .now >= nextReplacement {
            if workers.contains(where: { $0.pid == next && !$0.isRetiring }) {
                return try start(replacing: next, python)
            }
            outdated.removeFirst()
        }
        return nil
    }

    private var freeNumber: Int {
        var number = 1
        while workers.contains(where: { $0.number == number && !$0.isRetiring }) { number += 1 }
        return number
    }

    private mutating func start(
        replacing old: pid_t?, _ python: borrowing Python
    ) throws(ServeCommand.Failure) -> WorkerSeat? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            logger.error("can't start a worker: \(String(cString: strerror(errno)))")
            nextStart = .now + .seconds(1)
            return nil
        }
        // An inner supervisor has no event loops.
        let pulse = options.workerTimeout > .zero && !isOuter ? Pulse(loops: options.loops) : nil
        let number = old.flatMap { old in workers.first { $0.pid == old }?.number } ?? freeNumber
        let beats = options.service.flatMap { _ in BeatPipe() }
        let pid: Int64
        if !isOuter { hooks?.tell(.preFork, python) }
        do throws(PythonError) {
            // Python's own fork, so that the interpreter's locks and the modules' at-fork hooks have their say.
            fflush(nil)
            pid = try python.import("os").callMethod("fork").int64()
        } catch {
            for end in [ends[0], ends[1], beats?.reading, beats?.writing] { if let end { close(end) } }
            logger.error("can't start a worker: \(error)")
            nextStart = .now + .seconds(1)
            return nil
        }
        guard pid != 0 else {
            // Not in the terminal's foreground group: its Ctrl-C is for the supervisor, which passes it on.
            setpgid(0, 0)
            close(ends[0])
            close(lifeline.write)
            for worker in workers { for end in [worker.ready, worker.beats] { if let end { close(end) } } }
            if let beats { close(beats.reading) }
            if let seat {
                for end in [seat.ready, seat.lifeline, seat.beats] { if let end { close(end) } }
            }
            _ = fcntl(lifeline.read, F_SETFD, FD_CLOEXEC)
            _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
            return WorkerSeat(
                number: number, listeners: listeners.map(\.descriptor), shares: shares, ready: ends[1],
                lifeline: lifeline.read, pulse: pulse, sources: reloader?.leave(), beats: beats?.writing)
        }
        close(ends[1])
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        if !isOuter { hooks?.tell(.forked(pid_t(pid)), python) }
        var worker = WorkerProcess(number: number, pid: pid_t(pid), ready: ends[0], replaces: old)
        worker.beats = beats?.reading
        if let beats { close(beats.writing) }
        worker.pulse = pulse
        workers.append(worker)
        return nil
    }

    /// A worker that listens and of which nothing has been heard for long: stopped, or its event loop hangs.
    private mutating func killSilent() {
        let now = ContinuousClock.now
        let elapsed = now - lastLook
        lastLook = now
        for at in workers.indices where !workers[at].isRetiring {
            guard workers[at].silent(elapsed) >= options.workerTimeout, options.workerTimeout > .zero else { continue }
            logger.error(
                "worker \(workers[at].number), pid \(workers[at].pid), does not respond: nothing heard of it for \(options.workerTimeout); killed"
            )
            // Also ends one that is stopped. What ends is replaced.
            kill(workers[at].pid, SIGKILL)
            workers[at].isKilled = true
            workers[at].pulse = nil
        }
    }

    /// SIGWINCH tells a worker that listens that it is not wanted any more; SIGTERM that nobody is, so that it fails its
    /// readiness first (`--drain-delay`), as it does when systemd sends that to all processes of the service.
    private mutating func retire(_ at: Int) {
        workers[at].isRetiring = true
        kill(workers[at].pid, workers[at].isReady && !drains ? SIGWINCH : SIGTERM)
    }

    private func name(_ worker: WorkerProcess) -> String {
        isOuter
            ? "the supervisor with the application, pid \(worker.pid)," : "worker \(worker.number), pid \(worker.pid),"
    }

    // MARK: events

    /// True when there is no outer supervisor any more that there was.
    private func sleep(_ signals: borrowing StopSignals, _ python: inout Python) -> Bool {
        var wanted = [pollfd(fd: signals.reading, events: Int16(POLLIN), revents: 0)]
        for worker in workers {
            if let ready = worker.ready { wanted.append(pollfd(fd: ready, events: Int16(POLLIN), revents: 0)) }
        }
        for each in reloader?.descriptors ?? [] { wanted.append(pollfd(fd: each, events: Int16(POLLIN), revents: 0)) }
        // Now and then all the same: a delay, or a deadline, may be over.
        let milliseconds: Int32 = min(250, reloader?.patience ?? 250)
        if let seat { wanted.append(pollfd(fd: seat.lifeline, events: Int16(POLLIN), revents: 0)) }
        _ = python.detached { poll(&wanted, nfds_t(wanted.count), milliseconds) }
        // Of an outer supervisor that is gone.
        return seat != nil && wanted[wanted.count - 1].revents != 0
    }

    private mutating func received(_ number: Int32) {
        switch number {
        case SIGTERM, SIGINT, SIGQUIT:
            let isUnderWay = if case .stopping = phase { true } else { false }
            if !isUnderWay {
                logger.info("stopping: \(options.farewell(after: options.drainDelay))")
                stop(ServeCommand.ExitCode.clean, drains: true)
            }
            if number == SIGQUIT || (number == SIGINT && isUnderWay) { hurry() }
        case SIGWINCH where seat != nil:
            // From the outer supervisor: there is a successor.
            if case .stopping = phase { return }
            logger.info("stopping: \(options.farewell(after: .zero))")
            stop(ServeCommand.ExitCode.clean, drains: false)
        case SIGHUP:
            if case .running = phase { isToReload = true }
        case SIGUSR1:
            LogFile.reopen(logger)
            for at in workers.indices { workers[at].send(number) }
        case SIGUSR2:
            for at in workers.indices { workers[at].send(number) }
        case SIGTTIN where isOuter, SIGTTOU where isOuter:
            for at in workers.indices where !workers[at].isRetiring { workers[at].send(number) }
        case SIGTTIN:
            if target < 256 { resize(to: target + 1) }
        case SIGTTOU:
            if target > 1, case .running = phase { resize(to: target - 1) }
        default: break
        }
    }

    /// SIGHUP: the configuration is read anew, and all workers are replaced by such as go by it.
    private mutating func reconfigure(_ python: borrowing Python) {
        isToReload = false
        guard case .running = phase, let new = session.reload(options, hooks, logger, python) else { return }
        (options, hooks) = new
        logger = Logger(label: "crosswind")
        for warning in options.warnings { logger.warning("\(warning)") }
        hooks?.tell(.onReload, python)
        if !isOuter { resize(to: options.workers ?? target) }
        let count = workers.count { !$0.isRetiring }
        logger.info(isOuter ? "importing the application anew" : "replacing \(count) workers one by one")
        isReloading = true
        nextReplacement = .now
        service.reloading()
        // Those that are just taking somebody's place too: they began with the configuration of before.
        outdated = workers.filter { !$0.isRetiring }.map(\.pid)
    }

    private mutating func resize(to count: Int) {
        guard count != target else { return }
        hooks?.post(.workersChanged(new: count, old: target))
        target = count
        logger.info("now \(target) worker\(target == 1 ? "" : "s")")
        retireSurplus()
    }

    private mutating func retireSurplus() {
        while workers.count(where: { !$0.isRetiring && $0.replaces == nil }) > target,
            let last = workers.lastIndex(where: { !$0.isRetiring && $0.replaces == nil })
        {
            retire(last)
        }
    }

    // MARK: --reload

    private mutating func watch() throws(ServeCommand.Failure) {
        guard let reload = options.reload else { return }
        do throws(DirectoryWatch.Failure) {
            reloader = try Reloader(reload, logger, searchPath: options.pythonPath)
        } catch {
            closeListeners()
            throw ServeCommand.Failure(message: error.description, code: ServeCommand.ExitCode.failure)
        }
    }

    /// Unlike SIGHUP it doesn't wait for the successors: a request that comes now waits in the kernel's queue for the new
    /// code, and is not answered by the old.
    private mutating func reloadIfChanged() {
        guard let what = reloader?.look() ?? nil else { return }
        if case .stopping = phase { return }
        logger.info("\(what) changed: reloading")
        for at in workers.indices where !workers[at].isRetiring {
            // One that is still importing what has changed since: nobody waits for it.
            if workers[at].isReady { retire(at) } else { giveUp(at) }
        }
        let lingering = workers.indices.filter { workers[$0].isRetiring && workers[$0].isReady }
        for at in lingering.dropLast(Self.mostLingering) { giveUp(at) }
        outdated = []
        phase = .running
        nextStart = .now
    }

    /// How many old workers may go on with their requests after reloads.
    private static let mostLingering = 4

    /// By SIGKILL: another signal may meet an interpreter that is being finalised.
    private mutating func giveUp(_ at: Int) {
        workers[at].isRetiring = true
        workers[at].isKilled = true
        kill(workers[at].pid, SIGKILL)
    }

    /// With `drains` for all: readiness fails first.
    private mutating func stop(_ code: Int32, drains: Bool) {
        let delay = drains ? options.drainDelay : .zero
        service.stopping(within: delay + options.gracefulTimeout + .seconds(25))
        phase = .stopping(code)
        self.drains = drains
        acceptsUntil = .now + delay
        outdated = []
        for at in workers.indices where !workers[at].isRetiring { retire(at) }
        // No worker is started any more. From now on the socket ends with the last one's, so that clients are refused then,
        // and don't wait in vain behind one that finishes. (The name of a UNIX socket must not go before its time.)
        for at in listeners.indices.reversed() {
            if case .unix = listeners[at].address { continue }
            close(listeners.remove(at: at).descriptor)
        }
    }

    private mutating func hurry() {
        guard !isHurried else { return }
        isHurried = true
        logger.warning("stopping at once")
        for worker in workers { kill(worker.pid, SIGQUIT) }
    }

    private mutating func reap() {
        var status: Int32 = 0
        while true {
            let pid = waitpid(-1, &status, WNOHANG)
            guard pid > 0 else { return }
            self.status?.forget(pid: pid)
            shares?.vacate(pid: pid)
            // As process 1 of a container we also inherit the orphans of others.
            guard let at = workers.firstIndex(where: { $0.pid == pid }) else { continue }
            if !isOuter { hooks?.post(.childExit(pid)) }
            var worker = workers.remove(at: at)
            // It may have said that it listens before it died.
            worker.hear()
            worker.hangUp()
            worker.lookAtBeats()
            if let beats = worker.beats { close(beats) }
            service.ended(worker)
            let kills = ExitStatus(status: status).signal == SIGKILL ? memoryKills.fresh() : 0
            ended(worker, ExitStatus(status: status, memoryKills: kills))
        }
    }

    private mutating func ended(_ worker: WorkerProcess, _ status: ExitStatus) {
        let who = name(worker)
        if case .stopping = phase { return }
        if worker.isRetiring {
            if status.signal != nil || status.code != 0 { logger.warning("\(who) \(status) when it was to stop") }
            return
        }
        if worker.replaces != nil {
            logger.error("\(who) \(status) before it listened; the workers that run stay")
            isReloading = false
            // Those that want to go for their own reasons still do, and are heard again.
            outdated = []
            nextReplacement = .now + Backoff.adult
            service.failedToReload()
            return
        }
        if !worker.isReady, case .starting = phase {
            logger.critical("\(who) \(status) before it listened; giving up")
            let code = status.signal == nil && status.code != 0 ? status.code : ServeCommand.ExitCode.failure
            return stop(code, drains: true)
        }
        self.status?.board.count(status.signal == nil ? .exited : .killed)
        let delay = backoff.delay(afterLiving: .now - worker.started)
        nextStart = .now + delay
        let when = delay == .zero ? "at once" : "in \(delay)"
        logger.error("\(who) \(status); replaced \(when)")
    }

    private mutating func noteReady() {
        for at in workers.indices where workers[at].ready != nil {
            workers[at].hear()
            if workers[at].wantsSuccessor, !workers[at].isRetiring, !outdated.contains(workers[at].pid) {
                outdated.append(workers[at].pid)
            }
            guard workers[at].isReady, let old = workers[at].replaces else { continue }
            workers[at].replaces = nil
            outdated.removeAll { $0 == old }
            status?.board.countReplacement(of: old)
            if let place = workers.firstIndex(where: { $0.pid == old && !$0.isRetiring }) { retire(place) }
            if outdated.isEmpty, isReloading {
                isReloading = false
                logger.info("all workers are replaced")
            }
            // The one it replaced may have been told to go meanwhile.
            retireSurplus()
        }
        if phase == .starting, workers.count >= target, workers.allSatisfy(\.isReady) {
            phase = .running
            seat?.tellReady()
        }
    }

    /// Workers keep to `--graceful-timeout` themselves; one that doesn't is killed some seconds later.
    private mutating func enforceDeadline() {
        if let acceptsUntil, .now >= acceptsUntil { closeListeners() }
        for at in workers.indices where !workers[at].isKilled {
            let worker = workers[at]
            // An inner supervisor has to see to its own workers first.
            let patience = options.drainDelay + options.gracefulTimeout + .seconds(isOuter ? 20 : 10)
            guard let since = worker.retiredAt, .now - since > patience else { continue }
            logger.error("\(name(worker)) does not stop: killed")
            workers[at].isKilled = true
            kill(worker.pid, SIGKILL)
        }
    }
}
