/// An argument that the request doesn't have (Tornado: `tornado.web.MissingArgumentError`); becomes 400.
public struct MissingArgumentError: Error, Sendable, CustomStringConvertible {
    /// The argument's name.
    public let name: String

    /// The request has no argument of that name.
    public init(_ name: String) { self.name = name }

    /// `HTTP 400: Bad Request (Missing argument name)`.
    public var description: String { "HTTP 400: Bad Request (Missing argument \(name))" }
}
