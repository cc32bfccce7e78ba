import CrosswindSecurity

/// Protection against forms that other sites send in a user's name (Tornado's XSRF cookie).
extension RequestHandler {
    /// The token for this user's forms, under a new mask each time it is asked for (Tornado: `xsrf_token`). Asking for
    /// the first time sets the cookie, so ask before the head has left.
    public final var xsrfToken: String {
        let token = knownXSRFToken
        if token.version == nil, !memo.hasSetXSRFCookie {
            memo.hasSetXSRFCookie = true
            var cookie = settings.xsrfCookie
            // Who is logged in comes back; the form in a tab that stayed open should still work then.
            if cookie.expiresDays == nil, currentUser != nil { cookie.expiresDays = 30 }
            setCookie(settings.xsrfCookieName, token.encoded(version: settings.xsrfCookieVersion), cookie)
        }
        return token.encoded(version: settings.xsrfCookieVersion)
    }

    private final var knownXSRFToken: XSRFToken {
        if let known = memo.xsrfToken { return known }
        let token = cookie(settings.xsrfCookieName).flatMap { XSRFToken(decoding: $0) } ?? .make()
        memo.xsrfToken = token
        return token
    }

    /// `<input type="hidden" name="_xsrf" value="…"/>`, for a form (Tornado: `xsrf_form_html`).
    public final func xsrfFormHTML() -> String {
        "<input type=\"hidden\" name=\"_xsrf\" value=\"\(Escape.xhtmlEscape(xsrfToken))\"/>"
    }

    final func requireXSRFToken() throws {
        let fields = request.headers
        guard let text = try xsrfArgument() ?? fields["X-XSRFToken"] ?? fields["X-CSRFToken"], !text.isEmpty
        else { throw HTTPError(403, "'_xsrf' argument missing from \(request.method)") }
        guard let token = XSRFToken(decoding: text) else { throw HTTPError(403, "'_xsrf' argument has invalid format") }
        let expected = knownXSRFToken
        // A token that was made just now is nobody's.
        guard expected.version != nil, expected.matches(token) else {
            throw HTTPError(403, "XSRF cookie does not match \(request.method) argument")
        }
    }

    private func xsrfArgument() throws -> String? {
        let text = try argument("_xsrf", default: "")
        return text.isEmpty ? nil : text
    }

    /// Before ``prepare()``, for the methods that change something.
    final func checkOrigin() throws {
        let checksToken = application.settings.xsrfCookies
        let checksOrigin = application.settings.crossOriginProtection
        guard checksToken || checksOrigin else { return }
        switch request.methodKind {
        case .get, .head, .options: return
        default: break
        }
        if checksToken { try checkXSRFCookie() }
        if checksOrigin { try checkCrossOrigin() }
    }
}
