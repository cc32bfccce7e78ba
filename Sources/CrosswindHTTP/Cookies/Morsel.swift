/// One cookie with what belongs to it, by the name and with the parts that Python's `http.cookies` gives it.
///
/// What a browser sends has a key and a value only. For one on its way out set the attributes, and let `SetCookie` write
/// and check it.
public struct Morsel: Sendable, Equatable {
    /// To which requests from other sites a browser adds the cookie (RFC 6265bis §5.6.7).
    public enum SameSite: String, Sendable, CaseIterable {
        /// To none of them.
        case strict = "Strict"
        /// When the user follows a link to this site. What browsers take when nothing is said.
        case lax = "Lax"
        /// To all of them; browsers then insist on `secure`.
        case none = "None"
    }

    /// The cookie's name.
    public var key: String
    /// The value, not quoted. Code points up to U+00FF.
    public var value: String
    /// The host and its subdomains that get the cookie; nil or empty for exactly the host that set it.
    public var domain: String?
    /// Below which path requests get the cookie; nil or empty for the directory of the request. `/` unless changed, as
    /// in Tornado's `set_cookie`.
    public var path: String?
    /// When the browser forgets it; nil for when it closes.
    public var expires: HTTPDate?
    /// After how many seconds the browser forgets it, 0 or less for at once. Wins over `expires`.
    public var maxAge: Int?
    /// Whether only HTTPS may carry it.
    public var secure: Bool
    /// Whether scripts are kept from it.
    public var httpOnly: Bool
    /// To which requests from other sites it is added; nil leaves it to the browser.
    public var sameSite: SameSite?
    /// Whether the browser keeps one for each site that embeds this one (CHIPS). It needs `secure`.
    public var partitioned: Bool

    /// A cookie called `key`. Nothing is checked before it is written.
    public init(
        _ key: String, _ value: String, domain: String? = nil, path: String? = "/", expires: HTTPDate? = nil,
        maxAge: Int? = nil, secure: Bool = false, httpOnly: Bool = false, sameSite: SameSite? = nil,
        partitioned: Bool = false
    ) {
        self.key = key
        self.value = value
        self.domain = domain
        self.path = path
        self.expires = expires
        self.maxAge = maxAge
        self.secure = secure
        self.httpOnly = httpOnly
        self.sameSite = sameSite
        self.partitioned = partitioned
    }

    /// A cookie that makes the browser forget the one of that name, domain and path: Tornado's `clear_cookie`, which is
    /// empty and ran out a year before `now` (seconds since 1970).
    public static func cleared(_ key: String, domain: String? = nil, path: String? = "/", now: Int64) -> Morsel {
        Morsel(key, "", domain: domain, path: path, expires: HTTPDate(unixTime: now - 365 * 86_400))
    }

    /// The cookie's name; the same as `key`.
    public var name: String { key }

    /// The value as it travels, quoted if it must be; the value itself when nothing can carry it (`SetCookie` refuses
    /// that one).
    public var codedValue: String { CookieText.quote(value) ?? value }
}
