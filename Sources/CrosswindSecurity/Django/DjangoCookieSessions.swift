/// Sessions that live in the cookie itself (`SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"`).
///
/// They can be read and written without Django and without a database. They are signed, not encrypted, and can't be
/// ended by the server before their time.
public struct DjangoCookieSessions: Sendable {
    private let signer: DjangoTimestampSigner
    private let maxAge: Int64

    /// The sessions of the site with these keys.
    ///
    /// - Parameters:
    ///   - keys: `SECRET_KEY` and its fallbacks.
    ///   - maxAge: `SESSION_COOKIE_AGE` in seconds; two weeks if the settings don't say.
    public init(keys: SecretKeys, maxAge: Int64 = 1_209_600) {
        signer = DjangoTimestampSigner(keys: keys, salt: "django.contrib.sessions.backends.signed_cookies")
        self.maxAge = maxAge
    }

    /// The session in the cookie `sessionid`.
    ///
    /// - Throws: `SecurityError`. Treat it as an empty session, as Django does.
    public func decode(_ cookie: String, at now: Int64 = WallClock.seconds()) throws(SecurityError) -> DjangoSession {
        try DjangoSession(json: signer.unsignObject(cookie, maxAge: maxAge, at: now))
    }

    /// The text for the cookie. Browsers keep cookies of up to 4096 bytes, the name included.
    public func encode(_ session: DjangoSession, at now: Int64 = WallClock.seconds()) -> String {
        signer.signObject(.object(session.values), compress: true, at: now)
    }
}
