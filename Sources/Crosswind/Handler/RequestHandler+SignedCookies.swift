public import CrosswindSecurity

/// Cookies that the client cannot change (Tornado: `set_signed_cookie` and its like; once "secure" cookies).
extension RequestHandler {
    /// Sets a cookie that is signed with ``Settings/cookieSecret``: readable by the client, and by a Tornado site with
    /// the same secret, but nobody else can make one. `version` 2 is HMAC-SHA256.
    ///
    /// - Throws: ``HTTPError`` 500 when there is no secret.
    public final func setSignedCookie(
        _ name: String, _ value: String, _ attributes: CookieAttributes = CookieAttributes(expiresDays: 30),
        version: Int = 2
    ) throws {
        setCookie(name, try createSignedValue(name, value, version: version), attributes)
    }

    /// What ``setSignedCookie(_:_:_:version:)`` puts into the cookie (Tornado: `create_signed_value`).
    public final func createSignedValue(_ name: String, _ value: String, version: Int = 2) throws -> String {
        try SignedValue.create(value, name: name, secret: try secret(), version: version)
    }

    /// The value of a signed cookie, or nil when there is none, when it was changed, or signed longer ago than
    /// `maxAgeDays` or by a secret that is no longer known (Tornado: `get_signed_cookie`).
    ///
    /// - Parameters:
    ///   - name: The cookie's name, which is signed too.
    ///   - value: instead of the cookie's, for instance from a form.
    ///   - maxAgeDays: Days since signing after which it is refused; fractions count.
    ///   - minVersion: 2 refuses values of version 1.
    /// - Throws: ``HTTPError`` 500 when there is no secret.
    public final func signedCookie(
        _ name: String, value: String? = nil, maxAgeDays: Double = SignedValue.defaultMaxAgeDays, minVersion: Int = 1
    ) throws -> String? {
        let secret = try secret()
        guard let signed = value ?? cookie(name),
            let bytes = try? SignedValue.decode(
                signed, name: name, secret: secret, maxAgeDays: maxAgeDays, minVersion: minVersion)
        else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The version of the key that a signed cookie says it was signed with, unverified (Tornado:
    /// `get_signed_cookie_key_version`).
    public final func signedCookieKeyVersion(_ name: String, value: String? = nil) -> Int? {
        (value ?? cookie(name)).flatMap { SignedValue.keyVersion(of: $0) }
    }

    private func secret() throws -> CookieSecret {
        guard let secret = settings.cookieSecret else {
            throw HTTPError(500, "signed cookies need Settings.cookieSecret")
        }
        return secret
    }
}
