import Logging

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a supervisor tells the service manager, and whether its workers respond.
///
/// A worker that listens beats four times in the time that the manager waits for a ping (`WATCHDOG_USEC`). Is it silent for
/// half of that time, no ping goes out; at five eighths it is aborted and at seven eighths killed, so that as a rule its
/// successor is there before the manager ends the whole service.
struct SupervisedService {
    private let manager: ServiceManager?
    /// Of an inner supervisor (`--preload`): to the outer one, which talks to the manager for both.
    private let pipe: Int32?
    /// How many workers an outer one says there are, which are not its own.
    private let count: Int?
    private let logger: Logger
    private var report: ServiceReport
    private var isReady = false
    private var isReloading = false
    private var reloadFailed = false
    /// By workers that are gone.
    private var answered = 0
    /// Aborted already.
    private var given: Set<pid_t> = []

    init(_ manager: ServiceManager?, _ logger: Logger, within seat: WorkerSeat?, workers count: Int?) {
        self.manager = manager
        self.logger = logger
        self.count = count
        pipe = seat?.beats
        report = ServiceReport(seat == nil ? manager : nil)
    }

    /// One turn of the supervisor. `isSettled`: all workers that there should be listen and are the latest.
    mutating func turn(_ workers: inout [WorkerProcess], isSettled: Bool) {
        guard let manager else { return }
        for at in workers.indices { workers[at].lookAtBeats() }
        let status = status(workers)
        if isSettled, !isReady || isReloading {
            report.ready(reloadFailed ? "\(status); workers not replaced, see the log" : status)
            (isReady, isReloading, reloadFailed) = (true, false, false)
        }
        var isAlive = true
        defer {
            report.turn(isAlive: isAlive, status: status)
            if let pipe, isAlive { BeatPipe.beat(pipe, answered: total(workers)) }
        }
        guard let watchdog = manager.watchdog else { return }
        for worker in workers where worker.isReady && !worker.isRetiring {
            let silence = ContinuousClock.now - worker.lastBeat
            guard silence > watchdog / 2 else { continue }
            isAlive = false
            if silence > watchdog / 8 * 7 {
                kill(worker.pid, SIGKILL)
            } else if silence > watchdog / 8 * 5, given.insert(worker.pid).inserted {
                logger.error("worker \(worker.number), pid \(worker.pid), does not respond for \(silence): aborted")
                kill(worker.pid, SIGABRT)
            }
        }
    }

    private func total(_ workers: [WorkerProcess]) -> Int { workers.reduce(answered) { $0 + $1.answered } }

    private func status(_ workers: [WorkerProcess]) -> String {
        let count = count ?? workers.count { $0.isReady && !$0.isRetiring }
        return "\(count) worker\(count == 1 ? "" : "s"), \(total(workers)) requests answered"
    }

    /// A worker has ended.
    mutating func ended(_ worker: WorkerProcess) {
        answered += worker.answered
        given.remove(worker.pid)
    }

    /// Workers are being replaced.
    mutating func reloading() {
        isReloading = true
        report.reloading()
    }

    /// The old ones stay.
    mutating func failedToReload() { reloadFailed = isReloading }

    /// The end has begun.
    func stopping(within limit: Duration) { report.stopping(within: limit, "stopping") }
}
