/// What a route is called in metrics and traces, where the paths that strangers make up would be too many.
public final class RouteLabel: Sendable {
    /// The route's name, else its pattern.
    public let text: String

    /// One for a route's lifetime.
    package init(_ text: String) { self.text = text }
}
