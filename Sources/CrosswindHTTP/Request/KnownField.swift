/// Header fields with a number of their own (RFC 9110 §5 and the registry), so that nothing has to compare names twice
/// and a table indexed by `rawValue` can hold what belongs to each: the bridge keeps its `HTTP_*` keys in one.
public enum KnownField: UInt8, Sendable, CaseIterable {
    /// Any name that is not in this list.
    case other

    // Framing and connection: the parser itself acts on these.

    /// `host`
    case host
    /// `content-length`
    case contentLength
    /// `content-type`
    case contentType
    /// `transfer-encoding`
    case transferEncoding
    /// `connection`
    case connection
    /// `expect`
    case expect

    // Never allowed to reach an application's idea of the connection, or forbidden in trailers.

    /// `te`
    case te
    /// `trailer`
    case trailer
    /// `upgrade`
    case upgrade
    /// `keep-alive`
    case keepAlive
    /// `proxy-connection`
    case proxyConnection
    /// `proxy-authorization`
    case proxyAuthorization

    // What browsers and clients send with nearly every request.

    /// `user-agent`
    case userAgent
    /// `accept`
    case accept
    /// `accept-encoding`
    case acceptEncoding
    /// `accept-language`
    case acceptLanguage
    /// `accept-charset`
    case acceptCharset
    /// `cookie`
    case cookie
    /// `referer`
    case referer
    /// `origin`
    case origin
    /// `authorization`
    case authorization
    /// `cache-control`
    case cacheControl
    /// `pragma`
    case pragma
    /// `priority`
    case priority
    /// `upgrade-insecure-requests`
    case upgradeInsecureRequests
    /// `sec-fetch-dest`
    case secFetchDest
    /// `sec-fetch-mode`
    case secFetchMode
    /// `sec-fetch-site`
    case secFetchSite
    /// `sec-fetch-user`
    case secFetchUser
    /// `sec-ch-ua`
    case secChUA
    /// `sec-ch-ua-mobile`
    case secChUAMobile
    /// `sec-ch-ua-platform`
    case secChUAPlatform
    /// `x-requested-with`
    case xRequestedWith

    // Conditions, ranges and content.

    /// `if-match`
    case ifMatch
    /// `if-none-match`
    case ifNoneMatch
    /// `if-modified-since`
    case ifModifiedSince
    /// `if-unmodified-since`
    case ifUnmodifiedSince
    /// `if-range`
    case ifRange
    /// `range`
    case range
    /// `content-encoding`
    case contentEncoding
    /// `content-language`
    case contentLanguage
    /// `max-forwards`
    case maxForwards

    // What proxies add.

    /// `forwarded`
    case forwarded
    /// `x-forwarded-for`
    case xForwardedFor
    /// `x-forwarded-proto`
    case xForwardedProto
    /// `x-forwarded-host`
    case xForwardedHost
    /// `x-forwarded-port`
    case xForwardedPort
    /// `x-real-ip`
    case xRealIP
    /// `x-request-id`
    case xRequestID
    /// `x-forwarded-prefix`
    case xForwardedPrefix
    /// `traceparent`
    case traceparent
    /// `via`
    case via

    /// The bit that stands for this field in a set of them.
    @inlinable @inline(__always) public var bit: UInt64 { 1 << UInt64(rawValue) }

    /// Whether the parser itself has to act on the field.
    @inline(__always) var concernsParser: Bool { rawValue &- 1 < KnownField.expect.rawValue }
}
