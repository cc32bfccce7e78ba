import Crosswind
import CrosswindSecurity

class FormHandler: RequestHandler {
    override func checkXSRFCookie() throws {
        let fields = request.headers
        do {
            // A Host that nobody checked would trust itself: compare with ALLOWED_HOSTS.
            guard ["www.example.com"].contains(request.hostName) else { throw HTTPError(400) }
            try DjangoCSRF.checkOrigin(
                origin: fields["Origin"], referer: fields["Referer"], host: request.host,
                isSecure: request.protocol == "https")
            try DjangoCSRF.check(
                cookie: cookie("csrftoken"), field: bodyArgument("csrfmiddlewaretoken", default: ""),
                header: fields["X-CSRFToken"])
        } catch let error as SecurityError {
            throw HTTPError(403, "CSRF: \(error)")
        }
    }

    final func csrfField() -> HTML {
        let known = cookie("csrftoken").flatMap { DjangoCSRFSecret(decoding: $0) }
        let secret = known ?? .make()
        if known == nil { setCookie("csrftoken", secret.text, CookieAttributes(maxAge: 31_449_600, sameSite: .lax)) }
        return HTML("<input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"\(secret.token())\">")
    }
}

/// A page with the form of the page.
final class PageWithForm: FormHandler {
    override func get() async throws { write(csrfField().text) }
    override func post() async throws { write("accepted") }
}
