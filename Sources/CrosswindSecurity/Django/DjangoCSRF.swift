/// Django's check against forged requests, for Swift handlers that take forms of Django's pages (`CsrfViewMiddleware`).
///
/// Safe methods (GET, HEAD, OPTIONS, TRACE) are not checked. For all others call both functions, the origin's first.
public enum DjangoCSRF {
    /// Checks that the form or header holds the token of the cookie.
    ///
    /// - Parameters:
    ///   - cookie: The cookie `csrftoken` (`CSRF_COOKIE_NAME`), or the session's `_csrftoken` with `CSRF_USE_SESSIONS`.
    ///   - field: The form's `csrfmiddlewaretoken`, of a POST only.
    ///   - header: The header `X-CSRFToken` (`CSRF_HEADER_NAME`), which counts when the field is missing or empty.
    /// - Throws: `SecurityError.csrfCookieMissing`, `.csrfTokenMissing`, `.csrfTokenMalformed`, `.csrfTokenMismatch`.
    public static func check(cookie: String?, field: String?, header: String?) throws(SecurityError) {
        guard let cookie else { throw .csrfCookieMissing }
        guard let secret = DjangoCSRFSecret(decoding: cookie) else { throw .csrfTokenMalformed }
        guard let token = field.flatMap({ $0.isEmpty ? nil : $0 }) ?? header else { throw .csrfTokenMissing }
        guard let sent = DjangoCSRFSecret(decoding: token) else { throw .csrfTokenMalformed }
        guard secret.matches(sent) else { throw .csrfTokenMismatch }
    }

    /// Checks that the request comes from this site or a trusted one: by `Origin`; without one, over TLS, by `Referer`.
    ///
    /// - Parameters:
    ///   - origin: The header `Origin`.
    ///   - referer: The header `Referer`.
    ///   - host: The request's host, with its port unless that is the scheme's own. It must be one that the site expects
    ///     (`ALLOWED_HOSTS`): a forged one would trust itself.
    ///   - isSecure: Whether the request came over TLS.
    ///   - trusted: `CSRF_TRUSTED_ORIGINS`, as `https://example.org` or `https://*.example.org`.
    /// - Throws: `SecurityError.csrfOriginMismatch`.
    public static func checkOrigin(
        origin: String?, referer: String?, host: String, isSecure: Bool, trusted: [String] = []
    ) throws(SecurityError) {
        if let origin {
            guard isOwn(origin, host, isSecure) || isTrusted(origin, trusted) else { throw .csrfOriginMismatch }
        } else if isSecure {
            guard let site = referer.flatMap({ Site($0) }), site.scheme.elementsEqual("https".utf8),
                site.isWithin(Array(host.utf8)[...])
                    || trusted.contains(where: { Site($0).map { site.isWithin($0.pattern) } ?? false })
            else { throw .csrfOriginMismatch }
        }
    }

    private static func isOwn(_ origin: String, _ host: String, _ isSecure: Bool) -> Bool {
        origin.utf8.elementsEqual(((isSecure ? "https://" : "http://") + host).utf8)
    }

    private static func isTrusted(_ origin: String, _ trusted: [String]) -> Bool {
        trusted.contains { candidate in
            guard candidate.utf8.contains(42) else { return candidate.utf8.elementsEqual(origin.utf8) }
            guard let site = Site(origin), let allowed = Site(candidate) else { return false }
            return site.scheme == allowed.scheme && site.isWithin(allowed.pattern)
        }
    }

    /// Scheme and authority of a URL, as bytes: a letter that combines with the slash before it must not hide the slash.
    private struct Site {
        let scheme: [UInt8]
        let host: ArraySlice<UInt8>

        init?(_ url: String) {
            let bytes = Array(url.utf8)
            guard let colon = bytes.firstIndex(of: 58), colon > 0, bytes[colon...].starts(with: [58, 47, 47]) else {
                return nil
            }
            scheme = Site.lowercased(bytes[..<colon])
            host = bytes[(colon + 3)...].prefix { $0 != 47 && $0 != 63 && $0 != 35 }
            if host.isEmpty { return nil }
        }

        /// `*.example.org` as `.example.org`.
        var pattern: ArraySlice<UInt8> { host.drop { $0 == 42 } }

        /// Django's `is_same_domain`: a pattern with a dot in front stands for the domain and all below it.
        func isWithin(_ pattern: ArraySlice<UInt8>) -> Bool {
            let pattern = Site.lowercased(pattern)
            guard pattern.first == 46 else { return !pattern.isEmpty && host.elementsEqual(pattern) }
            return host.suffix(pattern.count).elementsEqual(pattern) || host.elementsEqual(pattern.dropFirst())
        }

        private static func lowercased(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
            bytes.map { 65...90 ~= $0 ? $0 + 32 : $0 }
        }
    }
}
