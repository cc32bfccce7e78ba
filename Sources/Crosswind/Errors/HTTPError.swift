/// An error that becomes a response (Tornado: `tornado.web.HTTPError`): throw it from any method of a handler.
///
///     throw HTTPError(404)
///     throw HTTPError(403, "no right to document \(id)")
///
/// The client sees the status and its reason phrase; ``logMessage`` goes to the log and, with
/// ``Settings/serveTraceback``, to the error page.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
    /// 200 to 999 (RFC 9110 §15); anything else becomes 500.
    public var status: Int
    /// For the log, not for the client.
    public var logMessage: String?
    /// Replaces the status's own phrase in the status line and on the error page.
    public var reason: String?

    /// Where it was made, for the error page of ``Settings/serveTraceback``: `MyApp/Handlers.swift:12`.
    public var place: String { "\(file):\(line)" }
    private let file: StaticString
    private let line: UInt

    /// An error with that status. `file` and `line` are the caller's.
    public init(
        _ status: Int, _ logMessage: String? = nil, reason: String? = nil, file: StaticString = #fileID,
        line: UInt = #line
    ) {
        self.status = status
        self.logMessage = logMessage
        self.reason = reason
        self.file = file
        self.line = line
    }

    /// `HTTP 404: Not Found (message)`.
    public var description: String {
        let code = UInt16(clamping: status)
        return "HTTP \(status): \(reason ?? ResponseHead.phrase(code))\(logMessage.map { " (\($0))" } ?? "")"
    }
}
