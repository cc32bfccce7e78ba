/// How long to wait before a worker that died is replaced: not at all at first; longer and longer when its successors die
/// young too, so that a broken one doesn't keep the machine busy starting it.
struct Backoff {
    /// A worker that lived that long was a good one.
    static let adult = Duration.seconds(10)
    static let longest = Duration.seconds(30)

    private var failures = 0

    /// The delay after a death at that age.
    mutating func delay(afterLiving age: Duration) -> Duration {
        if age >= Self.adult { failures = 0 }
        defer { failures += 1 }
        guard failures > 0 else { return .zero }
        return min(Self.longest, .milliseconds(250) * (1 << min(failures, 10)))
    }
}
