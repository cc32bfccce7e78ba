import CrosswindThreads

/// A table of texts that processes share: whoever has one gets its index, and a new one the next free place.
///
/// Nobody waits. Two processes that bring the same new text at the same moment may each get a place for it; so whoever shows
/// the table adds up what has the same text.
struct SharedNames {
    private enum State {
        static let free: UInt64 = 0
        static let writing: UInt64 = 1
        static let ready: UInt64 = 2
    }

    /// State, hash, kind and length; then the text.
    private static let textAt = 3

    let words: SharedWords
    let base: Int
    /// Texts at most.
    let count: Int
    /// Words that each takes.
    let entrySize: Int

    /// Bytes of a text at most.
    var longest: Int { (entrySize - Self.textAt) * 8 }

    /// The index of a text of that kind; nil when it is too long, or no place is left.
    func index(of text: String, kind: UInt32 = 0) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count <= longest else { return nil }
        let hash = Self.hash(bytes)
        let form = UInt64(kind) << 32 | UInt64(bytes.count)
        for index in 0..<count {
            let place = base + index * entrySize
            switch words.acquire(place) {
            case State.ready:
                if words[place + 1] == hash, words[place + 2] == form, self.bytes(place) == bytes { return index }
            case State.free where words.exchange(State.free, for: State.writing, at: place):
                words[place + 1] = hash
                words[place + 2] = form
                write(bytes, place)
                words.publish(State.ready, at: place)
                return index
            // Of whoever writes it, or ended while doing so.
            default: continue
            }
        }
        return nil
    }

    /// All there are, in the order in which they came.
    var all: [(index: Int, text: String, kind: UInt32)] {
        var found: [(index: Int, text: String, kind: UInt32)] = []
        for index in 0..<count {
            let place = base + index * entrySize
            let state = words.acquire(place)
            // Behind the first free place there is none.
            if state == State.free { break }
            guard state == State.ready else { continue }
            let text = String(decoding: bytes(place), as: UTF8.self)
            found.append((index, text, UInt32(truncatingIfNeeded: words[place + 2] >> 32)))
        }
        return found
    }

    /// Whether there is no place for another.
    var isFull: Bool { words.acquire(base + (count - 1) * entrySize) != State.free }

    private func bytes(_ place: Int) -> [UInt8] {
        let count = min(Int(words[place + 2] & 0xffff_ffff), longest)
        return (0..<count).map { index in
            UInt8(truncatingIfNeeded: words[place + Self.textAt + index / 8] >> UInt64(index % 8 * 8))
        }
    }

    private func write(_ bytes: [UInt8], _ place: Int) {
        for start in stride(from: 0, to: bytes.count, by: 8) {
            var word: UInt64 = 0
            for (shift, byte) in bytes[start..<min(start + 8, bytes.count)].enumerated() {
                word |= UInt64(byte) << UInt64(shift * 8)
            }
            words[place + Self.textAt + start / 8] = word
        }
    }

    /// FNV-1a: Swift's own is another in each process.
    static func hash(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
