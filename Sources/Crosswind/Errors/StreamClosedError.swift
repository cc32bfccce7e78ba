/// The client is gone, so nobody will read what is still to be written (Tornado: `tornado.iostream.StreamClosedError`).
/// A handler may let it through: it is no failure of the server's and is logged at debug level only.
public struct StreamClosedError: Error, Sendable, CustomStringConvertible {
    /// The client is gone.
    public init() {}
    /// Says so.
    public var description: String { "the client has closed the connection" }
}
