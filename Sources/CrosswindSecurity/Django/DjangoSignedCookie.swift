/// The cookies of Django's `response.set_signed_cookie` and `request.get_signed_cookie`.
///
/// Their salt is made of the cookie's name and the salt that the application gave. Until the releases that have the
/// setting `SIGNED_COOKIE_LEGACY_SALT_FALLBACK` the two were only joined, so that `("ab", "c")` and `("a", "bc")` were
/// one; since then the salt's length stands in front.
public struct DjangoSignedCookie: Sendable {
    /// How Django joins name and salt.
    public struct SaltStyle: Sendable, Equatable {
        let isPrefixed: Bool
        /// With the salt's length in front.
        public static var prefixed: Self { Self(isPrefixed: true) }
        /// Name and salt joined.
        public static var legacy: Self { Self(isPrefixed: false) }
    }

    private let keys: SecretKeys
    private let style: SaltStyle
    private let readsLegacy: Bool

    /// Cookies of the site with these keys.
    ///
    /// - Parameters:
    ///   - keys: `SECRET_KEY` and its fallbacks.
    ///   - style: What `sign` writes; `.legacy` if a Django reads it that knows only that.
    ///   - readsLegacy: Whether `unsign` believes both (`SIGNED_COOKIE_LEGACY_SALT_FALLBACK`).
    public init(keys: SecretKeys, style: SaltStyle = .prefixed, readsLegacy: Bool = true) {
        self.keys = keys.prefixed("django.http.cookies")
        self.style = style
        self.readsLegacy = readsLegacy || style == .legacy
    }

    /// The cookie's text for `value`.
    public func sign(_ value: String, name: String, salt: String = "", at now: Int64 = WallClock.seconds()) -> String {
        signer(name, salt, style).sign(value, at: now)
    }

    /// The value of the cookie `name`.
    ///
    /// - Parameters:
    ///   - cookie: The cookie's text.
    ///   - name: The cookie's name, which is signed too.
    ///   - salt: The salt that the application gave, if any.
    ///   - maxAge: Seconds since signing after which it is refused; `nil` for never.
    ///   - now: Seconds since 1970.
    /// - Throws: `SecurityError.malformed`, `.badSignature`, `.expired`.
    public func unsign(
        _ cookie: String, name: String, salt: String = "", maxAge: Int64? = nil, at now: Int64 = WallClock.seconds()
    ) throws(SecurityError) -> String {
        do throws(SecurityError) {
            return try signer(name, salt, .prefixed).unsign(cookie, maxAge: maxAge, at: now)
        } catch {
            guard readsLegacy, error == .badSignature else { throw error }
            return try signer(name, salt, .legacy).unsign(cookie, maxAge: maxAge, at: now)
        }
    }

    private func signer(_ name: String, _ salt: String, _ style: SaltStyle) -> DjangoTimestampSigner {
        let joined =
            style == .legacy ? name + salt : "django.http.cookies.v2:\(salt.unicodeScalars.count):\(salt)\(name)"
        return DjangoTimestampSigner(keys: keys, salt: joined)
    }
}
