public import CrosswindHTTP

/// What a cookie says besides its name and value (Tornado: the keyword arguments of `set_cookie`).
public struct CookieAttributes: Sendable {
    /// The hosts that it is sent to; nil for this one alone.
    public var domain: String?
    /// The paths that it is sent to begin with this.
    public var path: String?
    /// When the client forgets it; nil, without ``expiresDays`` and ``maxAge``, at the end of its session.
    public var expires: HTTPDate?
    /// The same, in days from now.
    public var expiresDays: Double?
    /// The same, in seconds from now (RFC 6265 §4.1.2.2).
    public var maxAge: Int?
    /// Over TLS only.
    public var secure: Bool
    /// Not for scripts.
    public var httpOnly: Bool
    /// Whether other sites' requests carry it.
    public var sameSite: Morsel.SameSite?
    /// Kept apart for each site that embeds this one.
    public var partitioned: Bool

    /// A session's cookie for all paths, unless it says otherwise.
    public init(
        domain: String? = nil, path: String? = "/", expires: HTTPDate? = nil, expiresDays: Double? = nil,
        maxAge: Int? = nil, secure: Bool = false, httpOnly: Bool = false, sameSite: Morsel.SameSite? = nil,
        partitioned: Bool = false
    ) {
        self.domain = domain
        self.path = path
        self.expires = expires
        self.expiresDays = expiresDays
        self.maxAge = maxAge
        self.secure = secure
        self.httpOnly = httpOnly
        self.sameSite = sameSite
        self.partitioned = partitioned
    }

    func morsel(_ name: String, _ value: String, now: Int64) -> Morsel {
        let fromDays = expiresDays.map { HTTPDate(unixTime: now &+ Int64(min(max($0 * 86_400, -1e12), 1e12))) }
        return Morsel(
            name, value, domain: domain, path: path, expires: expires ?? fromDays, maxAge: maxAge, secure: secure,
            httpOnly: httpOnly, sameSite: sameSite, partitioned: partitioned)
    }
}
