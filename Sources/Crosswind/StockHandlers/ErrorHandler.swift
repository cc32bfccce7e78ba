/// Answers every request with an error page (Tornado: `tornado.web.ErrorHandler`).
///
///     .error("/private/.*", status: 403)
open class ErrorHandler: RequestHandler {
    /// The status of all answers, 400 to 599.
    public final var errorStatus = 404

    /// Ends the request.
    open override func prepare() async throws { throw HTTPError(errorStatus) }

    /// Nothing: such a request changes nothing, and who posts to a wrong URL shall learn that and not about tokens.
    open override func checkXSRFCookie() throws {}

    /// All, for the same reason.
    open override func isTrustedOrigin(_ origin: String) -> Bool { true }
}

extension Route {
    /// Paths that are answered with an error page whatever follows in the table (Tornado: a route to `ErrorHandler`).
    public static func error(_ pattern: String, status: Int, name: String? = nil) -> Route {
        .route(pattern, name: name) {
            let handler = ErrorHandler()
            handler.errorStatus = status
            return handler
        }
    }
}
