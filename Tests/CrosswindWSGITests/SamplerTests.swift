import Testing

@testable import CrosswindWSGI

@Suite struct SamplerTests {
    @Test func thresholds() {
        #expect(Sampler.threshold(1) == .max)
        #expect(Sampler.threshold(0) == 0)
        #expect(Sampler.threshold(0.5) == 1 << 63)
    }

    @Test func allAndNone() {
        var sampler = Sampler()
        var taken = 0
        for _ in 0..<1000 where sampler.takes(Sampler.threshold(1)) { taken += 1 }
        #expect(taken == 1000)
        for _ in 0..<1000 where sampler.takes(Sampler.threshold(0)) { taken += 1 }
        #expect(taken == 1000)
    }

    /// A tenth of 100,000 has a standard deviation of 95; this is beyond ten of them.
    @Test func aTenth() {
        var sampler = Sampler()
        var taken = 0
        for _ in 0..<100_000 where sampler.takes(Sampler.threshold(0.1)) { taken += 1 }
        #expect((9_000...11_000).contains(taken))
    }
}
