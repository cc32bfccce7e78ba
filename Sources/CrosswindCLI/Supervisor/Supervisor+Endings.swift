import CrosswindServer
import CrosswindStatus
import Logging

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How workers go: by themselves, or because they don't respond or don't stop.
extension Supervisor {
    mutating func reap() {
        var status: Int32 = 0
        while true {
            let pid = waitpid(-1, &status, WNOHANG)
            guard pid > 0 else { return }
            forget(pid)
            // As process 1 of a container we also inherit the orphans of others.
            guard let at = workers.firstIndex(where: { $0.pid == pid }) else { continue }
            if !isOuter { hooks?.post(.childExit(pid)) }
            var worker = workers.remove(at: at)
            // It may have said that it listens before it died.
            worker.hear()
            worker.hangUp()
            service.ended(worker)
            let kills = ExitStatus(status: status).signal == SIGKILL ? memoryKills.fresh() : 0
            ended(worker, ExitStatus(status: status, memoryKills: kills, isOurs: worker.sentence != nil))
        }
    }

    private mutating func ended(_ worker: WorkerProcess, _ status: ExitStatus) {
        let who = name(worker)
        if case .stopping = phase { return }
        if worker.isRetiring {
            if worker.sentence == nil, status.signal != nil || status.code != 0 {
                logger.warning("\(who) \(status) when it was to stop")
            }
            return
        }
        if worker.replaces != nil {
            let when = worker.isReady ? "as it began to listen" : "before it listened"
            logger.error("\(who) \(status) \(when); the workers that run stay")
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
            // Those that listen already have hardly any clients yet: no delay for them.
            return stop(code, drains: false)
        }
        self.status?.board.count(status.signal == nil ? .exited : .killed)
        backoff.died(afterLiving: .now - worker.started)
        let delay = backoff.wait(isAlone: isAlone)
        let when = delay == .zero ? "at once" : "in \(delay)"
        logger.error("\(who) \(status); replaced \(when)")
    }

    /// A worker that listens and of which nothing has been heard for long: stopped, or its event loop hangs. What ends is
    /// replaced.
    mutating func watchWorkers() {
        let now = ContinuousClock.now
        let elapsed = now - lastLook
        lastLook = now
        for at in workers.indices where !workers[at].isRetiring {
            workers[at].look(after: elapsed)
            guard workers[at].sentence == nil, let limit = workers[at].patience.isOver(workers[at].silence) else {
                continue
            }
            logger.error("\(name(workers[at])) does not respond: nothing heard of it for \(limit); aborted")
            workers[at].abort(within: WorkerPatience.moment(after: limit))
        }
    }

    /// Workers keep to `--graceful-timeout` themselves; one that doesn't is killed some seconds later. As is one that was
    /// aborted and is still there: it is stopped, and hears nothing else.
    mutating func enforceDeadlines() {
        if let acceptsUntil, .now >= acceptsUntil { closeListeners() }
        for at in workers.indices {
            guard let killAt = workers[at].killAt, .now >= killAt else { continue }
            logger.error("\(name(workers[at])) does not \(workers[at].sentence == nil ? "stop" : "end"): killed")
            workers[at].end()
        }
    }
}
