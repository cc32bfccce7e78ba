import FoundationEssentials
import NIOCore

/// JSON in, JSON out.
extension RequestHandler {
    /// The request's body as a value. What the body says about its type is not looked at: a form of another site could
    /// be `text/plain`, so protect what needs it by ``Settings/crossOriginProtection`` or ``Settings/xsrfCookies``.
    ///
    /// - Throws: ``HTTPError`` 400 when it is no such JSON, with the reason for the log.
    public final func jsonBody<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        let body = try request.body()
        do {
            return try body.withUnsafeReadableBytes { try JSONDecoder().decode(type, from: Data($0)) }
        } catch {
            throw HTTPError(400, "the body is not the JSON that was expected: \(error)")
        }
    }

    /// `value` as JSON; keys in order, so that equal values have equal entity tags, and `</` written as `<\/`, so that the
    /// text may stand inside a script element (Tornado: `json_encode`).
    static func json(_ value: some Encodable) throws -> [UInt8] { try JSONWriter.json(value) }
}
