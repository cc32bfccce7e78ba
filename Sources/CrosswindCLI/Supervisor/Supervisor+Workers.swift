import CrosswindStatus
import Logging
import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How workers come.
extension Supervisor {
    /// Starts what is missing. In a new worker: its seat.
    mutating func startMissing(_ python: borrowing Python) -> WorkerSeat? {
        if case .stopping = phase { return nil }
        while workers.count(where: { !$0.isRetiring && $0.replaces == nil }) < target {
            // The first one alone, so that an application which can't be imported says so once.
            if phase == .starting, workers.contains(where: { !$0.isReady }), !workers.contains(where: \.isReady) {
                break
            }
            guard backoff.mayStart(isAlone: isAlone) else { break }
            if let seat = start(replacing: nil, python) { return seat }
        }
        if let next = outdated.first, !workers.contains(where: { $0.replaces != nil }), .now >= nextReplacement {
            if workers.contains(where: { $0.pid == next && !$0.isRetiring }) {
                return start(replacing: next, python)
            }
            outdated.removeFirst()
        }
        return nil
    }

    /// Whether nobody serves, or is about to.
    var isAlone: Bool { workers.allSatisfy(\.isRetiring) }

    private var freeNumber: Int {
        var number = 1
        while workers.contains(where: { $0.number == number && !$0.isRetiring }) { number += 1 }
        return number
    }

    private mutating func start(replacing old: pid_t?, _ python: borrowing Python) -> WorkerSeat? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            logger.error("can't start a worker: \(String(cString: strerror(errno)))")
            pause()
            return nil
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // An inner supervisor has no event loops, but turns like one.
        let pulse = options.beat.flatMap { _ in Pulse(loops: isOuter ? 1 : options.loops) }
        let number = old.flatMap { old in workers.first { $0.pid == old }?.number } ?? freeNumber
        let pid: Int64
        if !isOuter { hooks?.tell(.preFork, python) }
        do throws(PythonError) {
            // Python's own fork, so that the interpreter's locks and the modules' at-fork hooks have their say.
            fflush(nil)
            pid = try python.import("os").callMethod("fork").int64()
        } catch {
            for end in ends { close(end) }
            logger.error("can't start a worker: \(error)")
            pause()
            return nil
        }
        guard pid != 0 else { return becomeWorker(number, ready: ends, pulse) }
        close(ends[1])
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        if !isOuter { hooks?.tell(.forked(pid_t(pid)), python) }
        workers.append(
            WorkerProcess(
                number: number, pid: pid_t(pid), ready: ends[0], replaces: old, pulse: pulse,
                patience: WorkerPatience(options, ofSupervisor: isOuter)))
        return nil
    }

    /// No process, or no descriptor, is to be had: a moment later perhaps.
    private mutating func pause() {
        backoff.failedToStart()
        nextReplacement = .now + .seconds(1)
    }

    /// In the new process: leaves what is its supervisor's.
    private func becomeWorker(_ number: Int, ready ends: [Int32], _ pulse: Pulse?) -> WorkerSeat {
        // Not in the terminal's foreground group: its Ctrl-C is for the supervisor, which passes it on.
        setpgid(0, 0)
        close(ends[0])
        close(lifeline.write)
        for worker in workers { if let ready = worker.ready { close(ready) } }
        if let seat { for end in [seat.ready, seat.lifeline] { close(end) } }
        seat?.roll?.enter(pid: getpid(), of: getppid())
        return WorkerSeat(
            number: number, listeners: listeners.map(\.descriptor), shares: shares, ready: ends[1],
            lifeline: lifeline.read, pulse: pulse, roll: roll, sources: reloader?.leave())
    }

    /// As many as that from now on.
    mutating func resize(to count: Int) {
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
            workers[last].retire(drains: false)
        }
    }

    /// Hears what workers have said, and lets those go whose successors listen.
    mutating func noteReady() {
        for at in workers.indices where workers[at].ready != nil {
            workers[at].hear()
            if workers[at].wantsSuccessor, !workers[at].isRetiring, !outdated.contains(workers[at].pid) {
                outdated.append(workers[at].pid)
            }
            guard workers[at].isReady, let old = workers[at].replaces else { continue }
            workers[at].replaces = nil
            outdated.removeAll { $0 == old }
            status?.board.countReplacement(of: old)
            if let place = workers.firstIndex(where: { $0.pid == old && !$0.isRetiring }) {
                workers[place].retire(drains: false)
            }
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
}
