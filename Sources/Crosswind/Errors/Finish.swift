/// Ends a request without an error page (Tornado: `tornado.web.Finish`): what was written so far is the response.
///
///     setStatus(401)
///     setHeader("WWW-Authenticate", "Basic realm=\"files\"")
///     throw Finish()
public struct Finish: Error, Sendable {
    /// Ends the request with what was written.
    public init() {}
}
