/// When a worker is replaced though nothing is wrong with it, so that what it leaks comes to an end.
public struct Recycling: Sendable, Equatable {
    /// After so many requests; 0 for never.
    public var requests: Int
    /// And up to so many more, by chance.
    public var jitter: Int
    /// At this age, or up to a tenth more by chance; zero for never.
    public var age: Duration
    /// Above so many bytes of resident memory; 0 for never.
    public var memory: UInt64

    /// Whether there is anything to look for.
    public var isOn: Bool { requests > 0 || age > .zero || memory > 0 }
}
