import CrosswindHTTP
import CrosswindServer
import CrosswindThreads

/// A process's place on the scoreboard, to be written by any of its threads: each number is an atomic.
public struct Seat: Sendable {
    let board: Scoreboard
    let base: Int
    private let words: SharedWords

    init(board: Scoreboard, base: Int) {
        self.board = board
        self.base = base
        words = board.words
    }

    /// How far the process is.
    public var state: Scoreboard.State {
        get { Scoreboard.State(rawValue: words[base + SlotLayout.state]) ?? .starting }
        nonmutating set { words[base + SlotLayout.state] = newValue.rawValue }
    }

    /// The process asks to be replaced, and why: told by whoever replaces it, with ``Scoreboard/countReplacement(of:)``.
    public func willLeave(_ reason: Scoreboard.Restart) {
        words[base + SlotLayout.leaving] = UInt64(reason.index + 1)
    }

    /// The process ends at once and will be replaced, for that reason.
    public func leaves(_ reason: Scoreboard.Restart) { board.count(reason) }

    @inline(__always)
    func add(_ value: UInt64, to offset: Int) { words.add(value, at: base + offset) }

    @inline(__always)
    func observe(_ which: SlotLayout.Histogram, _ nanoseconds: UInt64) {
        observe(at: base + which.offset, nanoseconds)
    }

    @inline(__always)
    private func observe(at place: Int, _ nanoseconds: UInt64) {
        words.add(1, at: place + Buckets.index(of: nanoseconds))
        words.add(nanoseconds, at: place + Buckets.count)
    }

    // MARK: what a server tells

    func began(_ exchange: HTTPExchange) {
        add(1, to: SlotLayout.inFlight)
        if case .length(let count) = exchange.head.framing {
            add(UInt64(count), to: SlotLayout.bytesIn)
        } else if let count = exchange.body.count, count > 0 {
            add(UInt64(count), to: SlotLayout.bytesIn)
        }
    }

    func ended(_ exchange: HTTPExchange) {
        let row = Int(exchange.head.methodKind.rawValue)
        add(1, to: SlotLayout.requests + row * SlotLayout.statuses + SlotLayout.column(exchange.status))
        let duration = monotonicNanoseconds() &- exchange.startedAt
        observe(.duration, duration)
        if let route = exchange.route { count(route, exchange.status, duration) }
        if exchange.bodyBytesSent > 0 { add(UInt64(exchange.bodyBytesSent), to: SlotLayout.bytesOut) }
        if exchange.times.ran {
            observe(.queue, exchange.times.queue)
            observe(.gil, exchange.times.gil)
            observe(.app, exchange.times.app)
            observe(.write, exchange.times.write)
        }
        add(0 &- 1, to: SlotLayout.inFlight)
    }

    @inline(never)
    private func count(_ route: RouteLabel, _ status: UInt16, _ duration: UInt64) {
        let place = base + SlotLayout.routes + board.number(of: route) * SlotLayout.routeSize
        observe(at: place, duration)
        words.add(1, at: place + SlotLayout.routeStatuses + SlotLayout.statusClass(status))
    }

    func queueChanged(_ count: Int) { words[base + SlotLayout.queued] = UInt64(count) }

    func connectionsChanged(_ change: Int) {
        add(UInt64(bitPattern: Int64(change)), to: SlotLayout.connections)
        if change > 0 { add(UInt64(change), to: SlotLayout.accepted) }
    }

    func happened(_ event: ServerEvent) {
        switch event {
        case .refused(let status):
            add(1, to: SlotLayout.requests + SlotLayout.refusedRow * SlotLayout.statuses + SlotLayout.column(status))
        case .timedOut(let what): add(1, to: SlotLayout.timeouts + what.index)
        case .overloaded: add(1, to: SlotLayout.overloads)
        case .acceptingPaused: add(1, to: SlotLayout.pauses)
        }
    }
}

extension ServerEvent.Timeout {
    var index: Int { Self.allCases.firstIndex(of: self)! }
}
