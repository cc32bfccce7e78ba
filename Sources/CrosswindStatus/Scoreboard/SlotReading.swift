import CrosswindThreads

/// One process's slot, to be read: by any process.
struct SlotReading {
    private let words: SharedWords
    private let base: Int

    init(_ words: SharedWords, _ base: Int) {
        self.words = words
        self.base = base
    }

    /// 0 when the slot is free.
    var pid: Int32 { Int32(truncatingIfNeeded: words.acquire(base + SlotLayout.pid)) }
    var number: Int { Int(self[SlotLayout.number]) }
    var startedAt: Int64 { Int64(self[SlotLayout.startedAt]) }
    var state: Scoreboard.State? { Scoreboard.State(rawValue: self[SlotLayout.state]) }
    /// A request may end on another thread than it began on, so that for a moment there may seem to be less than none.
    var inFlight: UInt64 { gauge(SlotLayout.inFlight) }
    var connections: UInt64 { gauge(SlotLayout.connections) }
    /// Requests that wait for a Python thread.
    var queued: UInt64 { self[SlotLayout.queued] }

    /// Requests that are over.
    var answered: UInt64 { histogram(.duration).total }

    subscript(_ offset: Int) -> UInt64 { words[base + offset] }

    func requests(row: Int, column: Int) -> UInt64 {
        self[SlotLayout.requests + row * SlotLayout.statuses + column]
    }

    func histogram(_ which: SlotLayout.Histogram) -> HistogramReading {
        HistogramReading(words, at: base + which.offset)
    }

    func histogram(ofRoute number: Int) -> HistogramReading {
        HistogramReading(words, at: base + SlotLayout.routes + number * SlotLayout.routeSize)
    }

    func requests(ofRoute number: Int, statusClass: Int) -> UInt64 {
        self[SlotLayout.routes + number * SlotLayout.routeSize + SlotLayout.routeStatuses + statusClass]
    }

    /// What the process's gauge of that series stands at; nil when it never said.
    func gauge(ofSeries index: Int) -> Double? { GaugeWord.value(self[SlotLayout.gauges + index]) }

    private func gauge(_ offset: Int) -> UInt64 { UInt64(max(0, Int64(bitPattern: self[offset]))) }
}
