import CrosswindServer

/// Shows whoever watches this process that it responds: the supervisor, which asks for beats, or the service manager.
struct Heartbeat {
    private let server: HTTPServer
    private let loops: LoopPulse
    private let python: PythonPulse?
    /// Of a worker: to its supervisor.
    private let pipe: Int32?
    private var report: ServiceReport
    /// How long the main thread may sleep between two beats; nil when nobody watches.
    let patience: Duration?

    init(_ server: HTTPServer, _ manager: ServiceManager?, _ worker: WorkerSeat?) {
        self.server = server
        loops = server.pulse()
        python = manager?.watchdog == nil ? nil : PythonPulse()
        pipe = worker?.beats
        report = ServiceReport(worker == nil ? manager : nil)
        patience = ServiceReport(worker == nil || pipe != nil ? manager : nil).patience
    }

    private var status: String { "\(loops.answered) requests answered, \(server.connectionCount) connections open" }

    /// The server listens.
    mutating func ready() {
        let status = status
        report.ready(status)
    }

    /// Each time that ``patience`` is over, or sooner.
    mutating func beat() {
        guard patience != nil else { return }
        let turns = loops.beat()
        let enters = python?.beat() ?? true
        if let pipe {
            if turns && enters { BeatPipe.beat(pipe, answered: loops.answered) }
        } else {
            let status = status
            report.turn(isAlive: turns && enters, status: status)
        }
    }

    /// The end has begun.
    func stopping(within limit: Duration) { report.stopping(within: limit, "stopping: \(status)") }

    func end() { python?.end() }
}
