/// A set of byte values: what a character class of a route's pattern becomes.
struct ByteSet: Sendable, Equatable {
    private var low: (UInt64, UInt64) = (0, 0)
    private var high: (UInt64, UInt64) = (0, 0)

    static func == (left: ByteSet, right: ByteSet) -> Bool { left.low == right.low && left.high == right.high }

    func contains(_ byte: UInt8) -> Bool {
        let bit = UInt64(1) << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: return low.0 & bit != 0
        case 1: return low.1 & bit != 0
        case 2: return high.0 & bit != 0
        default: return high.1 & bit != 0
        }
    }

    mutating func insert(_ byte: UInt8) {
        let bit = UInt64(1) << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: low.0 |= bit
        case 1: low.1 |= bit
        case 2: high.0 |= bit
        default: high.1 |= bit
        }
    }

    mutating func insert(_ range: ClosedRange<UInt8>) { for byte in range { insert(byte) } }

    mutating func formUnion(_ other: ByteSet) {
        low.0 |= other.low.0
        low.1 |= other.low.1
        high.0 |= other.high.0
        high.1 |= other.high.1
    }

    var inverted: ByteSet {
        var result = ByteSet()
        result.low = (~low.0, ~low.1)
        result.high = (~high.0, ~high.1)
        return result
    }

    /// The one byte in it, if it is one.
    var single: UInt8? {
        let count = low.0.nonzeroBitCount + low.1.nonzeroBitCount + high.0.nonzeroBitCount + high.1.nonzeroBitCount
        return count == 1 ? (0...255).first { contains($0) } : nil
    }

    /// `.`: all but the line feed, as in Python's `re`.
    static var any: ByteSet { ByteSet(10).inverted }
    static var digits: ByteSet { ByteSet(0x30...0x39) }
    /// `\w` for ASCII: paths are percent-encoded, so letters beyond it do not stand in them as such.
    static var word: ByteSet {
        var set = ByteSet(0x30...0x39)
        set.insert(0x41...0x5A)
        set.insert(0x61...0x7A)
        set.insert(0x5F)
        return set
    }
    static var space: ByteSet {
        var set = ByteSet(0x09...0x0D)
        set.insert(0x20)
        return set
    }

    init() {}
    init(_ byte: UInt8) { insert(byte) }
    init(_ range: ClosedRange<UInt8>) { insert(range) }
}
