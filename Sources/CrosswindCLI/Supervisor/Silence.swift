/// For how long a process's ``Pulse`` has stood still, as far as whoever watches was awake to see it: when the whole machine
/// or container was frozen nobody is to blame.
struct Silence {
    private var last: [UInt64] = []
    private var lasting: [Duration] = []
    private var entries: UInt64 = 0
    /// Of the event loop that has been silent for longest.
    private(set) var ofLoops = Duration.zero
    /// Nobody could enter Python.
    private(set) var ofPython = Duration.zero
    /// What one look may add.
    private let most: Duration

    /// Whoever watches looks so often, or more.
    init(every pause: Duration = .milliseconds(500)) { most = pause * 2 }

    /// Of whatever has been silent for longest.
    var ofAny: Duration { max(ofLoops, ofPython) }

    /// Looks, `elapsed` after the last time.
    mutating func look(_ pulse: Pulse, after elapsed: Duration) {
        let (turns, entries) = (pulse.turns, pulse.entries)
        defer { (last, self.entries) = (turns, entries) }
        guard last.count == turns.count else {
            lasting = turns.map { _ in .zero }
            return
        }
        let more = min(elapsed, most)
        for loop in turns.indices { lasting[loop] = turns[loop] == last[loop] ? lasting[loop] + more : .zero }
        ofLoops = lasting.max() ?? .zero
        ofPython = entries > 0 && entries == self.entries ? ofPython + more : .zero
    }
}
