/// Chooses a share of requests at random, so that no pattern of the clients' decides which. Belongs to one worker.
///
/// xorshift64*: nothing here needs to be hard to guess, and it costs about a nanosecond.
struct Sampler {
    private var state = UInt64.random(in: 1 ... .max)

    /// What to compare with for a share between 0 and 1.
    static func threshold(_ share: Double) -> UInt64 {
        share >= 1 ? .max : UInt64(max(0, share) * 18_446_744_073_709_551_616)
    }

    /// Whether the next request is one of the share.
    mutating func takes(_ threshold: UInt64) -> Bool {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D <= threshold
    }
}
