import CrosswindHTTP
package import CrosswindThreads

/// What processes that accept from one listening socket know of each other, so that none of them takes all connections: made
/// before the first fork, a place for each process.
///
/// The kernel wakes them all for a connection, and the one that ran last is first. Clients that keep their connections
/// (proxies with a pool) would have that process serve them all.
package final class AcceptShares: Sendable {
    /// As many as the processes there can be, twice: each may have a successor beside it.
    static let places = 512

    /// A place's words.
    private enum Word {
        /// 0 when the place is free.
        static let pid = 0
        /// Connections that are open.
        static let open = 1
        /// Its ``Stance``.
        static let stance = 2
        /// Until when nobody leaves it any connection, as it left one waiting; 0 when it didn't.
        static let late = 3
        static let count = 4
    }

    enum Stance: UInt64 {
        case closed
        /// It takes connections.
        case open
        /// It leaves them to others. So that not all do that at once, nobody leaves them to it.
        case waiting
    }

    /// Places that were ever taken; then the places.
    private static let used = 0
    private let words: SharedWords
    /// How long who is late is not waited for, in nanoseconds. A stopped process costs one connection in a second a short
    /// wait; who was only slow is soon itself again.
    static let grudge: UInt64 = 1_000_000_000

    package init() throws(SharedMemoryError) {
        words = try SharedWords(count: Word.count * (Self.places + 1))
    }

    private func base(_ place: Int) -> Int { Word.count * (place + 1) }

    /// A place for the process of that number; nil when none is free: it then takes what it gets.
    package func take(pid: Int32) -> AcceptPlace? {
        for place in 0..<Self.places where words.exchange(0, for: UInt64(pid), at: base(place) + Word.pid) {
            words[base(place) + Word.open] = 0
            words[base(place) + Word.late] = 0
            words[base(place) + Word.stance] = Stance.closed.rawValue
            var used = words[Self.used]
            while used <= place, !words.exchange(used, for: UInt64(place + 1), at: Self.used) {
                used = words[Self.used]
            }
            return AcceptPlace(shares: self, place: place)
        }
        return nil
    }

    /// That process has ended: nobody waits for it any more, and another may have its place.
    package func vacate(pid: Int32) {
        for place in 0..<Int(words[Self.used]) where words[base(place) + Word.pid] == UInt64(pid) {
            words[base(place) + Word.stance] = Stance.closed.rawValue
            words.publish(0, at: base(place) + Word.pid)
        }
    }

    // MARK: what a place asks and says

    func add(_ change: Int, _ place: Int) { words.add(UInt64(bitPattern: Int64(change)), at: base(place) + Word.open) }

    func set(_ stance: Stance, _ place: Int) { words[base(place) + Word.stance] = stance.rawValue }

    func isWaiting(_ place: Int) -> Bool { words[base(place) + Word.stance] == Stance.waiting.rawValue }

    func isPunctual(_ place: Int) {
        if words[base(place) + Word.late] != 0 { words[base(place) + Word.late] = 0 }
    }

    /// The first of the others, from a place on, that takes connections and has so much fewer that the next is its.
    private func behind(_ place: Int, from first: Int = 0, with more: UInt64 = 0, at now: UInt64) -> Int? {
        let mine = words[base(place) + Word.open] + more
        let end = max(first, Int(words[Self.used]))
        return (first..<end).first { other in
            let open = words[base(other) + Word.open]
            // Two and a quarter more, so that those which come and go make nobody stop and start with each.
            return mine > open + open / 4 + 2 && other != place
                && words[base(other) + Word.stance] == Stance.open.rawValue && words[base(other) + Word.late] < now
        }
    }

    func isAhead(_ place: Int, with more: UInt64 = 0, at now: UInt64) -> Bool {
        behind(place, with: more, at: now) != nil
    }

    func othersAreLate(_ place: Int, at now: UInt64) {
        var next = 0
        while let other = behind(place, from: next, at: now) {
            words[base(other) + Word.late] = now + Self.grudge
            next = other + 1
        }
    }
}

/// A process's place in ``AcceptShares``; any thread.
package struct AcceptPlace: Sendable {
    let shares: AcceptShares
    let place: Int

    /// So many connections more, or fewer.
    func connectionsChanged(_ change: Int) { shares.add(change, place) }

    /// Whether it takes connections, or would if it were not ahead.
    func accepts(_ accepts: Bool) { shares.set(accepts ? .open : .closed, place) }

    /// It leaves connections to others.
    func waits() { shares.set(.waiting, place) }

    /// Whether it leaves connections to others, and has no reason to any more.
    var hasWaited: Bool { shares.isWaiting(place) && !isAhead }

    /// It has taken a connection.
    func isPunctual() { shares.isPunctual(place) }

    /// Whether another should take the next connection, as it has so much fewer.
    var isAhead: Bool { isAhead(with: 0) }

    /// The same with so many connections `more` than were counted.
    func isAhead(with more: UInt64) -> Bool { shares.isAhead(place, with: more, at: monotonicNanoseconds()) }

    /// A connection waits that those behind did not take: they are stopped, or have no processor. For a while nobody leaves
    /// them any, unless they take one.
    func othersAreLate() { shares.othersAreLate(place, at: monotonicNanoseconds()) }
}
