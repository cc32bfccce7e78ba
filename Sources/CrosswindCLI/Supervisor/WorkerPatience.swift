/// How long a supervisor waits for one of its workers.
struct WorkerPatience {
    /// `--drain-delay`, for which it serves on when all end.
    let drain: Duration
    /// From the end of the delay to its death: `--graceful-timeout`, which workers keep to themselves, and the reserve.
    let end: Duration
    /// For what comes after the last request. An inner supervisor has to see to its own workers first.
    let reserve: Duration
    /// `--worker-timeout`: for how long its event loops may give no sign of life; nil for ever.
    private let silence: Duration?
    /// Of the service manager, which would end the whole service: Python counts as well.
    private let watchdog: Duration?
    /// A supervisor beats when it turns, four times a second.
    private let least: Duration

    init(_ options: CommandOptions, ofSupervisor: Bool) {
        drain = options.drainDelay
        reserve = .seconds(ofSupervisor ? 20 : 10)
        end = options.gracefulTimeout + reserve
        silence = options.workerTimeout > .zero ? options.workerTimeout : nil
        watchdog = options.service?.watchdog
        least = ofSupervisor ? .seconds(2) : .zero
    }

    /// Whether pings to the service manager are to stop for it: a worker that is silent for half of its time.
    func isDoubtful(_ silence: Silence) -> Bool { watchdog.map { silence.ofAny > $0 / 2 } ?? false }

    /// After which time it has been silent for too long; nil when it hasn't. At five eighths of the service manager's time, so
    /// that as a rule its successor is there before the manager ends the whole service.
    func isOver(_ silence: Silence) -> Duration? {
        if let limit = self.silence.map({ max($0, least) }), silence.ofLoops >= limit { return limit }
        if let limit = watchdog.map({ max($0 / 8 * 5, least) }), silence.ofAny > limit { return limit }
        return nil
    }

    /// How long a worker that was aborted has until it is killed.
    static func moment(after limit: Duration) -> Duration { min(.seconds(2), limit / 5) }
}
