import CrosswindThreads

/// The buckets of all histograms here, in seconds: from a tenth of a millisecond, since waiting for a thread or the GIL is
/// mostly shorter than any request, to half a minute, the usual limit of one.
enum Buckets {
    /// Upper ends in nanoseconds; what is above the last goes to one more, without an end.
    static let ends: [UInt64] = [
        100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000, 50_000_000, 100_000_000,
        250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000, 5_000_000_000, 10_000_000_000, 30_000_000_000,
    ]
    /// The same as Prometheus shows them.
    static let labels = [
        "0.0001", "0.00025", "0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0",
        "2.5", "5.0", "10.0", "30.0", "+Inf",
    ]
    static let count = 18

    /// The bucket of a time. Halves the choice first: hello's requests are below a millisecond, Django's above.
    @inline(__always)
    static func index(of nanoseconds: UInt64) -> Int {
        // By comparison with constants, which an array would hide from the compiler.
        if nanoseconds <= 1_000_000 {
            if nanoseconds <= 100_000 { return 0 }
            if nanoseconds <= 250_000 { return 1 }
            return nanoseconds <= 500_000 ? 2 : 3
        }
        if nanoseconds <= 100_000_000 {
            if nanoseconds <= 2_500_000 { return 4 }
            if nanoseconds <= 5_000_000 { return 5 }
            if nanoseconds <= 10_000_000 { return 6 }
            if nanoseconds <= 25_000_000 { return 7 }
            return nanoseconds <= 50_000_000 ? 8 : 9
        }
        if nanoseconds <= 250_000_000 { return 10 }
        if nanoseconds <= 500_000_000 { return 11 }
        if nanoseconds <= 1_000_000_000 { return 12 }
        if nanoseconds <= 2_500_000_000 { return 13 }
        if nanoseconds <= 5_000_000_000 { return 14 }
        if nanoseconds <= 10_000_000_000 { return 15 }
        return nanoseconds <= 30_000_000_000 ? 16 : 17
    }
}

/// A histogram as it was read: how many fell into each bucket, not yet added up.
struct HistogramReading: Sendable, Equatable {
    var counts = [UInt64](repeating: 0, count: Buckets.count)
    var nanoseconds: UInt64 = 0

    init() {}

    /// What stands in memory: the buckets, then the sum.
    init(_ words: SharedWords, at place: Int) {
        for index in 0..<Buckets.count { counts[index] = words[place + index] }
        nanoseconds = words[place + Buckets.count]
    }

    var total: UInt64 { counts.reduce(0, &+) }

    static func += (sum: inout HistogramReading, other: HistogramReading) {
        for index in sum.counts.indices { sum.counts[index] &+= other.counts[index] }
        sum.nanoseconds &+= other.nanoseconds
    }

    /// What came since `earlier`.
    static func - (later: HistogramReading, earlier: HistogramReading) -> HistogramReading {
        var difference = later
        for index in difference.counts.indices {
            difference.counts[index] =
                later.counts[index] >= earlier.counts[index]
                ? later.counts[index] - earlier.counts[index] : 0
        }
        difference.nanoseconds = later.nanoseconds >= earlier.nanoseconds ? later.nanoseconds - earlier.nanoseconds : 0
        return difference
    }

    /// About how many nanoseconds that share (0 to 1) stayed below: linear within a bucket, as Prometheus has it; 0 without
    /// any.
    func quantile(_ share: Double) -> UInt64 {
        let total = total
        guard total > 0 else { return 0 }
        let rank = share * Double(total)
        var below = 0.0
        for index in counts.indices where counts[index] > 0 {
            let next = below + Double(counts[index])
            if next >= rank {
                guard index < Buckets.ends.count else { return Buckets.ends[Buckets.ends.count - 1] }
                let start = index == 0 ? 0 : Double(Buckets.ends[index - 1])
                return UInt64(start + (Double(Buckets.ends[index]) - start) * (rank - below) / Double(counts[index]))
            }
            below = next
        }
        return Buckets.ends[Buckets.ends.count - 1]
    }
}
