/// Django's functions `django.core.signing.dumps` and `loads`: JSON that a client keeps and cannot change.
public enum DjangoSigning {
    /// The salt of `dumps` and `loads` without one.
    public static var defaultSalt: String { "django.core.signing" }

    /// `json` signed, with the time.
    ///
    /// - Parameters:
    ///   - json: What to sign.
    ///   - keys: `SECRET_KEY` and its fallbacks.
    ///   - salt: What it was signed for; the same on both sides.
    ///   - compress: Whether to compress it where that makes it shorter.
    ///   - now: Seconds since 1970.
    public static func dumps(
        _ json: JSONValue, keys: SecretKeys, salt: String = defaultSalt, compress: Bool = false,
        at now: Int64 = WallClock.seconds()
    ) -> String {
        DjangoTimestampSigner(keys: keys, salt: salt).signObject(json, compress: compress, at: now)
    }

    /// The JSON that was signed.
    ///
    /// - Parameters:
    ///   - signed: What a client sent.
    ///   - keys: `SECRET_KEY` and its fallbacks.
    ///   - salt: What it was signed for; the same on both sides.
    ///   - maxAge: Seconds since signing after which it is refused; `nil` for never.
    ///   - limit: Bytes of JSON, at most.
    ///   - now: Seconds since 1970.
    /// - Throws: `SecurityError` that says why it is not believed.
    public static func loads(
        _ signed: String, keys: SecretKeys, salt: String = defaultSalt, maxAge: Int64? = nil, limit: Int = 1 << 20,
        at now: Int64 = WallClock.seconds()
    ) throws(SecurityError) -> JSONValue {
        try DjangoTimestampSigner(keys: keys, salt: salt).unsignObject(signed, maxAge: maxAge, limit: limit, at: now)
    }
}
