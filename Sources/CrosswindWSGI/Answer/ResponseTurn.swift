// Unsafe: a table that is made once and never freed; each place's atomic word decides who may use the rest of it.
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Who may touch a worker's response: the worker, or `start_response` and `write`, on whatever thread the app calls them.
///
/// While the app runs (its call, a step of its iterable, its `close()`) the response is *open*: one caller at a time may
/// enter. While the worker sends, perhaps detached from Python, and after the response, it is *closed*, and whoever calls
/// gets an exception. While the app has it, a third party may take it away for good, when the app takes too long: then it is
/// *seized* until that one has answered in its place, and over. A word holds the state beside the request's number, so that both are asked in one step; the GIL is
/// not relied on, which free-threaded builds don't have, and which a caller that waits for its client gives away.
struct ResponseTurn: @unchecked Sendable {
    /// What became of an attempt to enter.
    enum Entry {
        /// What the place belongs to.
        case entered(AnyObject)
        /// The request's response is over.
        case ended
        /// The worker is sending, or another thread is inside a call.
        case busy
    }

    private enum State {
        static let closed: UInt = 0
        static let open: UInt = 1
        static let entered: UInt = 2
        static let seized: UInt = 3
    }

    private struct Place: ~Copyable {
        /// The request's number times four, plus a state. The number never goes back, whoever has the place.
        let word = Atomic<UInt>(0)
        let isTaken = Atomic<Bool>(false)
        /// How often the app has been entered, or has come with something to write.
        let steps = Atomic<UInt>(0)
        /// Written before the place is first opened; read by those who have entered.
        var owner: Unmanaged<AnyObject>?
    }

    /// Ten bits of a token. Far more than there are workers: one that is stuck in the app when its pool ends keeps its own.
    private static let count = 1024

    nonisolated(unsafe) private static let places: UnsafeMutablePointer<Place> = {
        let places = UnsafeMutablePointer<Place>.allocate(capacity: count)
        for index in 0..<count { (places + index).initialize(to: Place()) }
        return places
    }()

    private let index: Int
    private let place: UnsafeMutablePointer<Place>

    /// Takes a place for a worker, which must `leave()` it.
    init() {
        for index in 0..<Self.count {
            let place = Self.places + index
            if !place.pointee.isTaken.exchange(true, ordering: .acquiring) {
                self.index = index
                self.place = place
                return
            }
        }
        preconditionFailure("more than \(Self.count) Python workers")
    }

    // MARK: the worker's side

    /// Before the first request.
    func belongs(to owner: AnyObject) { place.pointee.owner = Unmanaged.passUnretained(owner) }

    /// Gives the place back. The response is closed.
    func leave() {
        end()
        place.pointee.owner = nil
        place.pointee.isTaken.store(false, ordering: .releasing)
    }

    /// A new request begins, closed: its token, never 0.
    func begin() -> UInt {
        let number = end()
        return number << 10 | UInt(index)
    }

    /// What was callable is no more. The response is closed.
    @discardableResult
    func end() -> UInt {
        let number = (place.pointee.word.load(ordering: .relaxed) >> 2) &+ 1
        place.pointee.word.store(number << 2 | State.closed, ordering: .releasing)
        return number
    }

    /// The app is about to run.
    func open() {
        Self.step(place)
        let word = place.pointee.word.load(ordering: .relaxed)
        place.pointee.word.store(word & ~3 | State.open, ordering: .releasing)
    }

    /// What became of the response while the app had it.
    enum Return {
        /// It is the worker's again.
        case closed
        /// Another thread is still inside a call.
        case busy
        /// It was seized, and answered by whoever did that: the worker has no exchange any more.
        case lost
    }

    /// The app is back. `token` is what ``begin()`` gave.
    @inline(__always)
    func close(_ token: UInt) -> Return {
        let number = token >> 10
        let attempt = place.pointee.word.compareExchange(
            expected: number << 2 | State.open, desired: number << 2 | State.closed, successOrdering: .acquiring,
            failureOrdering: .acquiring)
        if attempt.exchanged { return .closed }
        return attempt.original >> 2 == number ? .busy : .lost
    }

    /// Closes it once the other thread is out; false when it was seized. Detached: that thread wants Python to come out.
    /// Polls, as only an app that goes on without the thread it let write, or that was given up, comes here.
    func closeAfterOthers(_ token: UInt) -> Bool {
        while true {
            switch close(token) {
            case .closed: return true
            case .lost: return false
            case .busy: usleep(500)
            }
        }
    }

    private static func step(_ place: UnsafeMutablePointer<Place>) {
        place.pointee.steps.store(place.pointee.steps.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }

    // MARK: a third party's side

    /// Where the app is; equal as long as it has done nothing.
    struct Moment: Equatable {
        fileprivate let word: UInt
        fileprivate let steps: UInt
    }

    /// Where the app is, nil while it hasn't the response.
    func look() -> Moment? {
        let word = place.pointee.word.load(ordering: .relaxed)
        guard word & 3 == State.open else { return nil }
        return Moment(word: word, steps: place.pointee.steps.load(ordering: .relaxed))
    }

    /// Takes the response from the app, if that is still where it was: until ``release(_:)`` it belongs to the caller.
    func seize(_ moment: Moment) -> Bool {
        guard place.pointee.steps.load(ordering: .relaxed) == moment.steps else { return false }
        return place.pointee.word.compareExchange(
            expected: moment.word, desired: moment.word & ~3 | State.seized, successOrdering: .acquiring,
            failureOrdering: .relaxed
        ).exchanged
    }

    /// The seized response is answered; the worker may go on when its app comes back.
    func release(_ moment: Moment) {
        place.pointee.word.store(((moment.word >> 2) &+ 1) << 2 | State.closed, ordering: .releasing)
    }

    /// In the child of a fork, which has one thread: all responses are over, as if they had been seized and answered.
    static func loseAll() {
        for index in 0..<count {
            let number = ((places + index).pointee.word.load(ordering: .relaxed) >> 2) &+ 1
            (places + index).pointee.word.store(number << 2 | State.closed, ordering: .relaxed)
        }
    }

    // MARK: the app's side

    /// Enters the response that `token` is about; whoever has entered must `exit`.
    static func enter(_ token: UInt) -> Entry {
        let place = places + Int(token & UInt(count - 1))
        let number = token >> 10
        let attempt = place.pointee.word.compareExchange(
            expected: number << 2 | State.open, desired: number << 2 | State.entered, successOrdering: .acquiring,
            failureOrdering: .relaxed)
        guard attempt.exchanged else {
            return attempt.original >> 2 == number && attempt.original & 3 != State.seized ? .busy : .ended
        }
        // The worker can't take the response back before we exit, and so can't go.
        return place.pointee.owner.map { .entered($0.takeUnretainedValue()) } ?? .ended
    }

    static func exit(_ token: UInt) {
        let place = places + Int(token & UInt(count - 1))
        step(place)
        place.pointee.word.store((token >> 10) << 2 | State.open, ordering: .releasing)
    }
}
