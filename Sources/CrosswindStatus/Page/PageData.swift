import CrosswindServer

/// All that a page shows, gathered: the scoreboard's numbers and what each process answered.
struct PageData {
    /// A process, with what it answered.
    struct Process {
        let slot: SlotReading
        let figures: ProcessFigures?
        /// nil when it didn't answer in time.
        let part: String?
    }

    let title: String
    let version: String
    let board: Scoreboard
    let processes: [Process]
    /// What happened between samples, up to now.
    let spans: [Span]
    /// Seconds since 1970.
    let now: Int64

    init(
        title: String, version: String, board: Scoreboard, slots: [SlotReading], parts: [Int32: String], now: Int64
    ) {
        self.title = title
        self.version = version
        self.board = board
        self.now = now
        processes = slots.map { Process(slot: $0, figures: ProcessFigures(pid: $0.pid), part: parts[$0.pid]) }
            .sorted { ($0.slot.number, $0.slot.startedAt) < ($1.slot.number, $1.slot.startedAt) }
        spans = Span.between(board.history.upToNow(board))
    }

    var answered: UInt64 { board.everySlot.reduce(0) { $0 &+ $1.answered } }
    var queued: UInt64 { processes.reduce(0) { $0 + $1.slot.queued } }
    var inFlight: UInt64 { processes.reduce(0) { $0 + $1.slot.inFlight } }
    var connections: UInt64 { processes.reduce(0) { $0 + $1.slot.connections } }

    func state(_ process: Process) -> String {
        if process.part == nil { return "does not answer" }
        return switch process.slot.state {
        case .starting: "starting"
        case .ready: "ready"
        case .stopping: "stopping"
        case nil: "ended"
        }
    }
}
