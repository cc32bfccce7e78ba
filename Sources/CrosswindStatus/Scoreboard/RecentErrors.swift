import CrosswindThreads

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A ring of the last errors that any of the processes wrote to its log. The dead ones' stay: they are what one looks for.
///
/// A writer takes the next place, marks it as being written, and publishes it under its number; a reader that finds the
/// number changed behind its back leaves the entry out. Nobody waits.
public struct RecentErrors: Sendable {
    static let entries = 64
    /// Number, milliseconds since 1970, process and level, bytes; then the text.
    private static let textAt = 4
    private static let entrySize = 128
    /// Bytes of a text that are kept.
    static let longest = (entrySize - textAt) * 8
    static let size = 8 + entries * entrySize

    let words: SharedWords
    private var base: Int { Scoreboard.Place.errors }

    /// How bad it is.
    public enum Level: UInt64, Sendable {
        /// Something failed; the process goes on.
        case error
        /// The process ends by it.
        case critical
    }

    /// One of them.
    struct Entry: Equatable {
        let number: UInt64
        let milliseconds: Int64
        let pid: Int32
        let level: Level
        let text: String
    }

    /// Adds one, in the place of the oldest. What is longer than a place has its middle cut out: a traceback's first line
    /// says what failed and its last ones why.
    public func add(_ level: Level, _ text: String) {
        var moment = timespec()
        clock_gettime(CLOCK_REALTIME, &moment)
        let number = words.next(base) &+ 1
        let place = base + 8 + Int((number &- 1) % UInt64(Self.entries)) * Self.entrySize
        words.publish(0, at: place)
        words[place + 1] = UInt64(moment.tv_sec) * 1000 + UInt64(moment.tv_nsec / 1_000_000)
        words[place + 2] = UInt64(UInt32(bitPattern: getpid())) << 32 | level.rawValue
        let bytes = Self.shortened(Array(text.utf8))
        words[place + 3] = UInt64(bytes.count)
        for index in stride(from: 0, to: bytes.count, by: 8) {
            var word: UInt64 = 0
            for (shift, byte) in bytes[index..<min(index + 8, bytes.count)].enumerated() {
                word |= UInt64(byte) << UInt64(shift * 8)
            }
            words[place + Self.textAt + index / 8] = word
        }
        words.publish(number, at: place)
    }

    private static func shortened(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count > longest else { return bytes }
        let mark = Array("\n    …\n".utf8)
        let first = min(bytes.firstIndex(of: 10) ?? 200, 200)
        return bytes[..<first] + mark + bytes.suffix(longest - first - mark.count)
    }

    /// The latest first.
    var latest: [Entry] {
        (0..<Self.entries).compactMap { entry(base + 8 + $0 * Self.entrySize) }.sorted { $0.number > $1.number }
    }

    private func entry(_ place: Int) -> Entry? {
        let number = words.acquire(place)
        guard number > 0 else { return nil }
        let count = min(Int(words[place + 3]), Self.longest)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for index in 0..<count {
            bytes.append(UInt8(truncatingIfNeeded: words[place + Self.textAt + index / 8] >> UInt64(index % 8 * 8)))
        }
        let who = words[place + 2]
        let entry = Entry(
            number: number, milliseconds: Int64(words[place + 1]), pid: Int32(truncatingIfNeeded: who >> 32),
            level: Level(rawValue: who & 0xff) ?? .error, text: String(decoding: bytes, as: UTF8.self))
        return words.acquire(place) == number ? entry : nil
    }
}
