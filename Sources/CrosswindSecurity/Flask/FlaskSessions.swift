/// Flask's sessions, which live in a cookie that is signed, not encrypted (`SecureCookieSessionInterface`).
///
/// ```swift
/// let sessions = FlaskSessions(keys: keys)
/// let session = try? sessions.decode(cookie)
/// session?["user"]?.string
/// ```
///
/// Extensions that keep sessions on the server have formats of their own and are not read.
public struct FlaskSessions: Sendable {
    private let signer: ItsDangerousTimestampSigner
    private let maxAge: Int64

    /// The sessions of the application with these keys.
    ///
    /// - Parameters:
    ///   - keys: `SECRET_KEY` and `SECRET_KEY_FALLBACKS`.
    ///   - maxAge: `PERMANENT_SESSION_LIFETIME` in seconds, 31 days if the configuration doesn't say. Flask applies it to
    ///     sessions that are not permanent, too.
    ///   - salt: Of the session interface; `cookie-session` unless it was subclassed.
    ///   - algorithm: Its `digest_method`.
    public init(
        keys: SecretKeys, maxAge: Int64 = 2_678_400, salt: String = "cookie-session", algorithm: DigestAlgorithm = .sha1
    ) {
        signer = ItsDangerousTimestampSigner(keys: keys, salt: salt, derivation: .hmac, algorithm: algorithm)
        self.maxAge = maxAge
    }

    /// What the cookie `session` holds.
    ///
    /// - Parameters:
    ///   - cookie: The cookie's text.
    ///   - limit: Bytes of JSON, at most.
    ///   - now: Seconds since 1970.
    /// - Throws: `SecurityError`. Treat it as an empty session, as Flask does.
    public func decode(
        _ cookie: String, limit: Int = 1 << 20, at now: Int64 = WallClock.seconds()
    ) throws(SecurityError) -> OrderedObject<FlaskValue> {
        let payload = try signer.unsign(Array(cookie.utf8)[...], maxAge, now)
        let json = try JSONValue(parsing: SignedPayload.decode(payload, limit: limit))
        guard let session = try FlaskValue(tagged: json).dict else { throw .badPayload }
        return session
    }

    /// The text for the cookie. Browsers keep cookies of up to 4096 bytes, the name included. Flask deletes the cookie of
    /// an empty session instead of setting it.
    public func encode(_ session: OrderedObject<FlaskValue>, at now: Int64 = WallClock.seconds()) -> String {
        let json = FlaskValue.tagged(session).bytes
        return String(decoding: signer.sign(SignedPayload.encode(json, compress: true), now), as: UTF8.self)
    }
}
