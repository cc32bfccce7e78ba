/// What a supervisor tells the service manager.
struct SupervisedService {
    /// How many workers an outer supervisor says there are, which are not its own.
    private let count: Int?
    private let isOn: Bool
    private var report: ServiceReport
    private var isReady = false
    private var isReloading = false
    private var reloadFailed = false
    /// By workers that are gone.
    private var answered = 0

    /// Nil as `manager` when there is none, or it hears of everything from an outer supervisor.
    init(_ manager: ServiceManager?, workers count: Int?) {
        self.count = count
        isOn = manager != nil
        report = ServiceReport(manager)
    }

    /// One turn of the supervisor. `isSettled`: all workers that there should be listen and are the latest.
    mutating func turn(_ workers: [WorkerProcess], isSettled: Bool) {
        guard isOn else { return }
        let status = status(workers)
        if isSettled, !isReady || isReloading {
            report.ready(reloadFailed ? "\(status); workers not replaced, see the log" : status)
            (isReady, isReloading, reloadFailed) = (true, false, false)
        }
        let isAlive = !workers.contains { $0.isReady && !$0.isRetiring && $0.patience.isDoubtful($0.silence) }
        report.turn(isAlive: isAlive, status: status)
    }

    /// Requests that all workers that there have been have answered.
    func answered(_ workers: [WorkerProcess]) -> Int { workers.reduce(answered) { $0 + $1.answered } }

    private func status(_ workers: [WorkerProcess]) -> String {
        let count = count ?? workers.count { $0.isReady && !$0.isRetiring }
        return "\(count) worker\(count == 1 ? "" : "s"), \(answered(workers)) requests answered"
    }

    /// A worker has ended.
    mutating func ended(_ worker: WorkerProcess) { answered += worker.answered }

    /// Workers are being replaced.
    mutating func reloading() {
        isReloading = true
        report.reloading("replacing workers")
    }

    /// The old ones stay.
    mutating func failedToReload() { reloadFailed = isReloading }

    /// The end has begun.
    func stopping(within limit: Duration) { report.stopping(within: limit, "stopping") }
}
