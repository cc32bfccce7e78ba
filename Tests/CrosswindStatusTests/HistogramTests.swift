import Testing

@testable import CrosswindStatus

@Suite struct HistogramTests {
    @Test func eachEndBelongsToTheBucketThatItEnds() {
        for (index, end) in Buckets.ends.enumerated() {
            #expect(Buckets.index(of: end) == index)
            #expect(Buckets.index(of: end + 1) == index + 1)
        }
        #expect(Buckets.index(of: 0) == 0)
        #expect(Buckets.index(of: .max) == Buckets.count - 1)
    }

    @Test func labelsAreTheEnds() {
        #expect(Buckets.labels.count == Buckets.count)
        #expect(Buckets.labels.dropLast().map { UInt64(Double($0)! * 1e9 + 0.5) } == Buckets.ends)
        #expect(Buckets.labels.last == "+Inf")
    }

    @Test func quantilesLieWithinTheirBucket() {
        var reading = HistogramReading()
        #expect(reading.quantile(0.5) == 0)
        reading.counts[Buckets.index(of: 3_000_000)] = 90
        reading.counts[Buckets.index(of: 80_000_000)] = 10
        #expect((2_500_000...5_000_000).contains(reading.quantile(0.5)))
        #expect((50_000_000...100_000_000).contains(reading.quantile(0.95)))
        reading.counts[Buckets.count - 1] = 1_000
        #expect(reading.quantile(0.99) == 30_000_000_000)
    }
}
