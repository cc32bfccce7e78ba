package import Synchronization

/// What a route is called in metrics and traces, where the paths that strangers make up would be too many.
public final class RouteLabel: Sendable {
    /// The route's name, else its pattern.
    public let text: String

    /// For whoever counts by route under numbers: which one this has, so that it needn't be looked for each time. 0 at first.
    package let place = Atomic<UInt64>(0)

    /// One for a route's lifetime.
    package init(_ text: String) { self.text = text }
}
