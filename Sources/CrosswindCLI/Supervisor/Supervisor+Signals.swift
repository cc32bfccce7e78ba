import Logging
import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What it hears.
///
/// | signal | |
/// |---|---|
/// | SIGTERM, SIGINT | workers stop gracefully; a second SIGINT, or SIGQUIT: at once |
/// | SIGHUP | workers are replaced one by one, each old one once its successor listens |
/// | SIGTTIN, SIGTTOU | one worker more, one fewer (not below one) |
/// | SIGUSR1 | log files are opened anew, in all processes |
/// | SIGUSR2 | workers log what each of their threads is doing |
/// | SIGCHLD | a worker ended: replaced at once, later and later when its successors die young beside others |
/// | SIGWINCH | from an outer supervisor: there is a successor |
extension Supervisor {
    /// Until there is something to hear, or to look after.
    mutating func sleep(_ signals: borrowing StopSignals, _ python: inout Python) {
        var wanted = [pollfd(fd: signals.reading, events: Int16(POLLIN), revents: 0)]
        // Its end is heard once. (As the second, so that it is found again.)
        let outer = isOrphan ? nil : seat?.lifeline
        if let outer { wanted.append(pollfd(fd: outer, events: Int16(POLLIN), revents: 0)) }
        for worker in workers {
            if let ready = worker.ready { wanted.append(pollfd(fd: ready, events: Int16(POLLIN), revents: 0)) }
        }
        for each in reloader?.descriptors ?? [] { wanted.append(pollfd(fd: each, events: Int16(POLLIN), revents: 0)) }
        // Now and then all the same: a delay, or a deadline, may be over.
        let milliseconds: Int32 = min(250, reloader?.patience ?? 250)
        let count = python.detached { poll(&wanted, nfds_t(wanted.count), milliseconds) }
        if outer != nil, count > 0, wanted[1].revents != 0 { orphaned() }
    }

    private var isStopping: Bool { if case .stopping = phase { true } else { false } }

    mutating func received(_ number: Int32) {
        switch number {
        case SIGTERM, SIGINT, SIGQUIT:
            let isUnderWay = isStopping
            if !isUnderWay {
                logger.info("stopping: \(options.farewell(after: options.drainDelay))")
                stop(ServeCommand.ExitCode.clean, drains: true)
            }
            if number == SIGQUIT || (number == SIGINT && isUnderWay) { hurry() }
        case SIGWINCH where seat != nil: leave("stopping")
        case SIGHUP:
            // One that comes while the first workers start is not forgotten: they began with the code of before.
            if !isStopping { isToReload = true }
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

    /// The outer supervisor was killed, and nobody would replace this one, or tell it anything.
    private mutating func orphaned() {
        isOrphan = true
        leave("the supervisor is gone; stopping")
    }

    /// Ends gracefully and without a delay, or the delay of an end that is under way.
    private mutating func leave(_ why: String) {
        guard isStopping else {
            logger.info("\(why): \(options.farewell(after: .zero))")
            return stop(ServeCommand.ExitCode.clean, drains: false)
        }
        guard drains else { return }
        drains = false
        acceptsUntil = .now
        for at in workers.indices { workers[at].endDelay() }
    }

    /// With `drains` for all: readiness fails first.
    mutating func stop(_ code: Int32, drains: Bool) {
        let delay = drains ? options.drainDelay : .zero
        service.stopping(within: delay + options.gracefulTimeout + .seconds(25))
        phase = .stopping(code)
        self.drains = drains
        acceptsUntil = .now + delay
        outdated = []
        for at in workers.indices where !workers[at].isRetiring { workers[at].retire(drains: drains) }
        // No worker is started any more.
        leaveListenersToWorkers()
    }

    private mutating func hurry() {
        guard !isHurried else { return }
        isHurried = true
        logger.warning("stopping at once")
        for at in workers.indices { workers[at].hurry() }
        for pid in orphans.keys { kill(pid, SIGQUIT) }
    }
}
