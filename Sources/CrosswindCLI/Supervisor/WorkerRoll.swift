import CrosswindThreads

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Which processes inner supervisors (`--preload`) have made, in memory that all of them share: when an inner one is killed
/// the outer one finds here whom it has to look after.
final class WorkerRoll: Sendable {
    /// 256 workers at most, and as many that others are taking the place of, twice.
    static let places = 1024
    /// Places that were ever taken; then the places, each a process and, in the upper half, the one that made it.
    private let words: SharedWords

    init() throws(SharedMemoryError) { words = try SharedWords(count: Self.places + 1) }

    private static func word(_ pid: pid_t, _ parent: pid_t) -> UInt64 {
        UInt64(UInt32(bitPattern: parent)) << 32 | UInt64(UInt32(bitPattern: pid))
    }

    private static func pid(_ word: UInt64) -> pid_t { pid_t(bitPattern: UInt32(truncatingIfNeeded: word)) }

    private static func parent(_ word: UInt64) -> pid_t { pid_t(bitPattern: UInt32(truncatingIfNeeded: word >> 32)) }

    private var used: Range<Int> { 1..<1 + min(Int(clamping: words[0]), Self.places) }

    /// By the new process itself, so that none is missing whose parent ends before it could.
    func enter(pid: pid_t, of parent: pid_t) {
        for place in 1...Self.places where words.exchange(0, for: Self.word(pid, parent), at: place) {
            var used = words[0]
            while used < place, !words.exchange(used, for: UInt64(place), at: 0) { used = words[0] }
            return
        }
    }

    /// It has ended.
    func leave(pid: pid_t) {
        for place in used where Self.pid(words[place]) == pid { words[place] = 0 }
    }

    /// Those whose parent is none of `parents`.
    func orphans(besides parents: [pid_t]) -> [pid_t] {
        used.map { words[$0] }.filter { $0 != 0 && !parents.contains(Self.parent($0)) }.map(Self.pid)
    }
}
