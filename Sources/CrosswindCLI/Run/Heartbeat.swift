import CrosswindServer

/// Shows whoever watches this process that it responds: the supervisor, which looks at its pulse, or, without one, the service
/// manager, which is told.
struct Heartbeat {
    private let server: HTTPServer
    private let pulse: Pulse?
    private let python: PythonPulse?
    /// Of a process without a supervisor, as is what follows.
    private var report: ServiceReport
    private let watchdog: Duration?
    private var silence: Silence
    private var lastLook = ContinuousClock.now
    /// How long the main thread may sleep between two calls of ``turn()``; nil for ever.
    let patience: Duration?

    init(_ server: HTTPServer, _ options: CommandOptions, _ worker: WorkerSeat?) {
        self.server = server
        let manager = worker == nil ? options.service : nil
        pulse = worker.map(\.pulse) ?? manager.flatMap { _ in Pulse(loops: options.loops) }
        report = ServiceReport(manager)
        watchdog = manager?.watchdog
        patience = report.patience
        silence = Silence(every: patience ?? .seconds(1))
        if let pulse, let pause = options.beat {
            pulse.start(server, every: pause)
            python = options.service?.watchdog == nil ? nil : PythonPulse(pulse, every: pause)
        } else {
            python = nil
        }
    }

    private var status: String {
        "\(pulse?.answered ?? 0) requests answered, \(server.connectionCount) connections open"
    }

    /// The server listens.
    mutating func ready() {
        let status = status
        report.ready(status)
    }

    /// Each time that ``patience`` is over, or sooner.
    mutating func turn() {
        guard patience != nil else { return }
        let now = ContinuousClock.now
        // Without memory for a pulse nobody can tell, and a service that serves is not to be ended for it.
        if let pulse { silence.look(pulse, after: now - lastLook) }
        lastLook = now
        let status = status
        report.turn(isAlive: silence.ofAny <= (watchdog ?? .zero) / 2, status: status)
    }

    /// Somebody wants the configuration reloaded, which takes workers: so that who waits for the end of it doesn't wait on.
    mutating func reloadRefused() {
        report.reloading("nothing is reloaded without --workers")
        let status = status
        report.ready("\(status); nothing is reloaded without --workers, see the log")
    }

    /// The end has begun.
    func stopping(within limit: Duration) { report.stopping(within: limit, "stopping: \(status)") }

    func end() { python?.end() }
}
