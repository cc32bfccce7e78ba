import CrosswindThreads
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Numbers that the processes of one server share: made before the first fork, a slot for each process.
///
///     let board = try Scoreboard()
///     let server = HTTPServer(application, seat: board.takeSeat(number: 1))
///     let metrics = HTTPServer(MetricsCallback(board))
///
/// Counters outlive the process that counted: its slot goes to a successor, which counts on. Any thread of any of the
/// processes may read and write; readings are of one number at a time, so two numbers may be a moment apart.
public final class Scoreboard: Sendable {
    /// Worker processes (256 at most) and those that are still on their way out. Whoever finds no slot free shares the last.
    static let slots = 320

    /// Where the shared head's numbers are.
    enum Head {
        /// Slots that were ever taken; those behind were never touched, and reading them would cost memory.
        static let used = 0
        static let wanted = 1
        static let restarts = 2  // One for each `Restart`.
        static let size = 512
    }

    /// Behind the head and before the slots.
    enum Place {
        static let errors = Head.size
        static let history = errors + RecentErrors.size
        static let routes = history + History.size
        static let series = routes + Routes.size
        static let slots = (series + Series.size + 511) / 512 * 512
        /// Like a slot, for what processes without one say of themselves.
        static let unseated = slots + Scoreboard.slots * SlotLayout.size
    }

    /// Why a worker was replaced.
    public enum Restart: String, Sendable, CaseIterable {
        /// By a signal: a fault, want of memory, `kill`.
        case killed
        /// It ended by itself.
        case exited
        /// On SIGHUP or when files changed.
        case reload
        /// It had served as many requests as it should.
        case requests
        /// It was as old as it should get.
        case age
        /// It took more memory than it should.
        case memory
        /// A request of it took too long.
        case timeout
    }

    /// How far a process is.
    public enum State: UInt64, Sendable {
        /// It does not listen yet.
        case starting = 1
        /// It serves.
        case ready
        /// Its end has begun: it finishes what runs, and accepts nothing any more once `--drain-delay` is over.
        case stopping
    }

    let words: SharedWords
    /// Seconds since 1970.
    let madeAt: Int64
    /// Tells it from other scoreboards of the process: what a `RouteLabel` remembers is a number of one of them.
    let serial: UInt64
    /// Where the slot of this process is: memory that processes do not share.
    private let ownSlot = Atomic<Int>(Place.unseated)

    private static let made = Atomic<UInt64>(0)

    /// Takes the memory. Fork after it.
    public init() throws(ScoreboardError) {
        do throws(SharedMemoryError) {
            words = try SharedWords(count: Place.unseated + SlotLayout.size)
        } catch {
            throw ScoreboardError(reason: error.description)
        }
        madeAt = Int64(time(nil))
        serial = Self.made.wrappingAdd(1, ordering: .relaxed).newValue
    }

    /// A seat for the calling process.
    ///
    /// - Parameter number: what `worker` labels say; of a successor the same as of whom it replaces.
    public func takeSeat(number: Int) -> Seat {
        let pid = UInt64(getpid())
        var index = 0
        while index < Self.slots - 1, !words.exchange(0, for: pid, at: slot(index) + SlotLayout.pid) { index += 1 }
        let seat = Seat(board: self, base: slot(index))
        words[seat.base + SlotLayout.pid] = pid
        words[seat.base + SlotLayout.number] = UInt64(number)
        words[seat.base + SlotLayout.startedAt] = UInt64(time(nil))
        words[seat.base + SlotLayout.leaving] = 0
        words[seat.base + SlotLayout.inFlight] = 0
        words[seat.base + SlotLayout.connections] = 0
        words[seat.base + SlotLayout.queued] = 0
        ownSlot.store(seat.base, ordering: .relaxed)
        seat.state = .starting
        var used = words[Head.used]
        while used <= index, !words.exchange(used, for: UInt64(index + 1), at: Head.used) { used = words[Head.used] }
        return seat
    }

    /// That process has ended: another may have its seat.
    public func vacate(pid: Int32) {
        for index in 0..<used where words[slot(index) + SlotLayout.pid] == UInt64(pid) {
            words[slot(index) + SlotLayout.state] = 0
            words[slot(index) + SlotLayout.inFlight] = 0
            words[slot(index) + SlotLayout.connections] = 0
            words[slot(index) + SlotLayout.queued] = 0
            series.forgetGauges(at: slot(index))
            words.publish(0, at: slot(index) + SlotLayout.pid)
        }
    }

    /// A worker was replaced.
    public func count(_ reason: Restart) { words.add(1, at: Head.restarts + reason.index) }

    /// A successor has taken the place of that process: for the reason it gave, else because everything is loaded anew.
    public func countReplacement(of pid: Int32) {
        let reason = processes.first { $0.pid == pid }.flatMap { slot in
            let number = Int(slot[SlotLayout.leaving])
            return number > 0 && number <= Restart.allCases.count ? Restart.allCases[number - 1] : nil
        }
        count(reason ?? .reload)
    }

    /// How many workers there should be.
    public var wantedWorkers: Int {
        get { Int(words[Head.wanted]) }
        set { words[Head.wanted] = UInt64(newValue) }
    }

    func restarts(_ reason: Restart) -> UInt64 { words[Head.restarts + reason.index] }

    /// Errors of all processes, the latest ones.
    public var errors: RecentErrors { RecentErrors(words: words) }

    var history: History { History(words: words) }

    var routes: Routes { Routes(words) }

    var series: Series { Series(words) }

    // MARK: slots

    func slot(_ index: Int) -> Int { Place.slots + index * SlotLayout.size }

    /// Where this process's numbers are, or those of all that have no slot.
    var ownPlace: Int { ownSlot.load(ordering: .relaxed) }

    /// What processes without a slot say of themselves.
    var unseated: SlotReading { SlotReading(words, Place.unseated) }

    private var used: Int { min(Int(words[Head.used]), Self.slots) }

    /// Every slot that was ever taken.
    var everySlot: [SlotReading] { (0..<used).map { SlotReading(words, slot($0)) } }

    /// Those of processes that live.
    var processes: [SlotReading] { everySlot.filter { $0.pid != 0 } }
}

extension Scoreboard.Restart {
    var index: Int { Self.allCases.firstIndex(of: self)! }
}

/// Why there is no scoreboard.
public struct ScoreboardError: Error, Sendable, CustomStringConvertible {
    let reason: String

    /// One line.
    public var description: String { reason }
}
