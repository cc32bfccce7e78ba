// From a name to its number and back. The length decides first, then one or two word compares per candidate.

extension KnownField {
    /// Which field the name at `start` is, letters of either case. A name that is found is thereby a valid token.
    @inline(__always) init(_ input: Octets, at start: Int, count: Int) {
        self = .other
        switch count {
        case 2:
            if input.matches("te", at: start) {
                self = .te
            }
        case 3:
            if input.matches("via", at: start) {
                self = .via
            }
        case 4:
            if input.matches("host", at: start) {
                self = .host
            }
        case 5:
            if input.matches("range", at: start) {
                self = .range
            }
        case 6:
            if input.matches("expect", at: start) {
                self = .expect
            } else if input.matches("accept", at: start) {
                self = .accept
            } else if input.matches("cookie", at: start) {
                self = .cookie
            } else if input.matches("origin", at: start) {
                self = .origin
            } else if input.matches("pragma", at: start) {
                self = .pragma
            }
        case 7:
            if input.matches("trailer", at: start) {
                self = .trailer
            } else if input.matches("upgrade", at: start) {
                self = .upgrade
            } else if input.matches("referer", at: start) {
                self = .referer
            }
        case 8:
            if input.matches("priority", at: start) {
                self = .priority
            } else if input.matches("if-match", at: start) {
                self = .ifMatch
            } else if input.matches("if-range", at: start) {
                self = .ifRange
            }
        case 9:
            if input.matches("sec-ch-ua", at: start) {
                self = .secChUA
            } else if input.matches("forwarded", at: start) {
                self = .forwarded
            } else if input.matches("x-real-ip", at: start) {
                self = .xRealIP
            }
        case 10:
            if input.matches("connection", at: start) {
                self = .connection
            } else if input.matches("keep-alive", at: start) {
                self = .keepAlive
            } else if input.matches("user-agent", at: start) {
                self = .userAgent
            }
        case 11:
            if input.matches("traceparent", at: start) {
                self = .traceparent
            }
        case 12:
            if input.matches("content-type", at: start) {
                self = .contentType
            } else if input.matches("max-forwards", at: start) {
                self = .maxForwards
            } else if input.matches("x-request-id", at: start) {
                self = .xRequestID
            }
        case 13:
            if input.matches("authorization", at: start) {
                self = .authorization
            } else if input.matches("cache-control", at: start) {
                self = .cacheControl
            } else if input.matches("if-none-match", at: start) {
                self = .ifNoneMatch
            }
        case 14:
            if input.matches("content-length", at: start) {
                self = .contentLength
            } else if input.matches("accept-charset", at: start) {
                self = .acceptCharset
            } else if input.matches("sec-fetch-dest", at: start) {
                self = .secFetchDest
            } else if input.matches("sec-fetch-mode", at: start) {
                self = .secFetchMode
            } else if input.matches("sec-fetch-site", at: start) {
                self = .secFetchSite
            } else if input.matches("sec-fetch-user", at: start) {
                self = .secFetchUser
            }
        case 15:
            if input.matches("accept-encoding", at: start) {
                self = .acceptEncoding
            } else if input.matches("accept-language", at: start) {
                self = .acceptLanguage
            } else if input.matches("x-forwarded-for", at: start) {
                self = .xForwardedFor
            }
        case 16:
            if input.matches("proxy-connection", at: start) {
                self = .proxyConnection
            } else if input.matches("sec-ch-ua-mobile", at: start) {
                self = .secChUAMobile
            } else if input.matches("x-requested-with", at: start) {
                self = .xRequestedWith
            } else if input.matches("content-encoding", at: start) {
                self = .contentEncoding
            } else if input.matches("content-language", at: start) {
                self = .contentLanguage
            } else if input.matches("x-forwarded-host", at: start) {
                self = .xForwardedHost
            } else if input.matches("x-forwarded-port", at: start) {
                self = .xForwardedPort
            }
        case 17:
            if input.matches("transfer-encoding", at: start) {
                self = .transferEncoding
            } else if input.matches("if-modified-since", at: start) {
                self = .ifModifiedSince
            } else if input.matches("x-forwarded-proto", at: start) {
                self = .xForwardedProto
            }
        case 18:
            if input.matches("sec-ch-ua-platform", at: start) {
                self = .secChUAPlatform
            } else if input.matches("x-forwarded-prefix", at: start) {
                self = .xForwardedPrefix
            }
        case 19:
            if input.matches("proxy-authorization", at: start) {
                self = .proxyAuthorization
            } else if input.matches("if-unmodified-since", at: start) {
                self = .ifUnmodifiedSince
            }
        case 25:
            if input.matches("upgrade-insecure-requests", at: start) {
                self = .upgradeInsecureRequests
            }
        default: break
        }
    }

    /// The name in lower case; empty for `other`.
    public var name: StaticString {
        switch self {
        case .other: ""
        case .host: "host"
        case .contentLength: "content-length"
        case .contentType: "content-type"
        case .transferEncoding: "transfer-encoding"
        case .connection: "connection"
        case .expect: "expect"
        case .te: "te"
        case .trailer: "trailer"
        case .upgrade: "upgrade"
        case .keepAlive: "keep-alive"
        case .proxyConnection: "proxy-connection"
        case .proxyAuthorization: "proxy-authorization"
        case .userAgent: "user-agent"
        case .accept: "accept"
        case .acceptEncoding: "accept-encoding"
        case .acceptLanguage: "accept-language"
        case .acceptCharset: "accept-charset"
        case .cookie: "cookie"
        case .referer: "referer"
        case .origin: "origin"
        case .authorization: "authorization"
        case .cacheControl: "cache-control"
        case .pragma: "pragma"
        case .priority: "priority"
        case .upgradeInsecureRequests: "upgrade-insecure-requests"
        case .secFetchDest: "sec-fetch-dest"
        case .secFetchMode: "sec-fetch-mode"
        case .secFetchSite: "sec-fetch-site"
        case .secFetchUser: "sec-fetch-user"
        case .secChUA: "sec-ch-ua"
        case .secChUAMobile: "sec-ch-ua-mobile"
        case .secChUAPlatform: "sec-ch-ua-platform"
        case .xRequestedWith: "x-requested-with"
        case .ifMatch: "if-match"
        case .ifNoneMatch: "if-none-match"
        case .ifModifiedSince: "if-modified-since"
        case .ifUnmodifiedSince: "if-unmodified-since"
        case .ifRange: "if-range"
        case .range: "range"
        case .contentEncoding: "content-encoding"
        case .contentLanguage: "content-language"
        case .maxForwards: "max-forwards"
        case .forwarded: "forwarded"
        case .xForwardedFor: "x-forwarded-for"
        case .xForwardedProto: "x-forwarded-proto"
        case .xForwardedHost: "x-forwarded-host"
        case .xForwardedPort: "x-forwarded-port"
        case .xRealIP: "x-real-ip"
        case .xRequestID: "x-request-id"
        case .xForwardedPrefix: "x-forwarded-prefix"
        case .traceparent: "traceparent"
        case .via: "via"
        }
    }

    /// Fields that decide framing, routing, identity or how content is read have no business behind the content (RFC
    /// 9110 §6.5.1). Trailers are dropped, but a sender of these is up to something.
    var isForbiddenInTrailer: Bool {
        switch self {
        case .host, .contentLength, .transferEncoding, .connection, .expect, .te, .trailer, .upgrade, .keepAlive,
            .proxyConnection, .proxyAuthorization, .authorization, .cookie, .contentEncoding, .range, .maxForwards,
            .cacheControl:
            true
        default: false
        }
    }
}
