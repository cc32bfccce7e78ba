import Crosswind
import CrosswindSecurity
import Logging

/// What all Swift pages of the site have in common: they know who is logged in through Django, and accept forms with
/// Django's token.
class SiteHandler: RequestHandler {
    /// Set by the route.
    final var site: DjangoSite?
    final var user: SiteUser? { currentUser as? SiteUser }
    private var csrfSecret: DjangoCSRFSecret?

    /// What Django's middleware adds to its pages. They differ by who asks, so no cache may mix them up.
    override func setDefaultHeaders() {
        setHeader("Vary", "Cookie")
        setHeader("X-Content-Type-Options", "nosniff")
        setHeader("X-Frame-Options", "DENY")
    }

    override func prepare() async throws {
        guard let site, let key = cookie("sessionid") else { return }
        do {
            currentUser = try await site.user(sessionKey: key)
        } catch let error as SecurityError {
            // A row that these keys did not sign: as Django, we take the visitor for nobody.
            settings.logger.warning("a session that is not genuine: \(error)")
        }
    }

    /// For every page: the user, and the field that Django's forms and ours need.
    override func templateNamespace() -> [String: Any] {
        guard let user else { return [:] }
        return ["user": user, "csrfField": csrfField()]
    }

    /// `<input type="hidden" name="csrfmiddlewaretoken" …>`, with the cookie that goes with it when there is none yet.
    final func csrfField() -> HTML {
        HTML("<input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"\(secret().token())\">")
    }

    private func secret() -> DjangoCSRFSecret {
        if let secret = csrfSecret ?? cookie("csrftoken").flatMap({ DjangoCSRFSecret(decoding: $0) }) { return secret }
        let fresh = DjangoCSRFSecret.make()
        csrfSecret = fresh
        setCookie("csrftoken", fresh.text, CookieAttributes(maxAge: 31_449_600, sameSite: .lax))
        return fresh
    }

    /// Before every POST, PUT, PATCH and DELETE, in the place of Tornado's own check: what `CsrfViewMiddleware` does.
    override func checkXSRFCookie() throws {
        guard site?.allowedHosts.contains(request.hostName) == true else { throw HTTPError(400, "not a host of ours") }
        do {
            let fields = request.headers
            try DjangoCSRF.checkOrigin(
                origin: fields["Origin"], referer: fields["Referer"], host: request.host,
                isSecure: request.protocol == "https")
            let field = request.method == "POST" ? try argument("csrfmiddlewaretoken", default: "") : nil
            try DjangoCSRF.check(cookie: cookie("csrftoken"), field: field, header: fields["X-CSRFToken"])
        } catch let error as SecurityError {
            throw HTTPError(403, "CSRF: \(error)")
        }
    }
}
