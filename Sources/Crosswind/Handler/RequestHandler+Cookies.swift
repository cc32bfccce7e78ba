import CrosswindHTTP
import CrosswindServer
import Logging

/// Cookies.
extension RequestHandler {
    /// The value of the cookie called `name` that the client sent (Tornado: `get_cookie`).
    public final func cookie(_ name: String) -> String? { request.cookies[name]?.value }

    /// The same with a value for when there is none.
    public final func cookie(_ name: String, default fallback: String) -> String { cookie(name) ?? fallback }

    /// The cookies that the client sent (Tornado: `cookies`).
    public final var cookies: [String: Morsel] { request.cookies }

    /// Sets a cookie with the response (Tornado: `set_cookie`); the last call for a name counts. What may not stand in
    /// a cookie (control characters, a `;` in path or domain) makes the response a 500, with a line in the log.
    public final func setCookie(_ name: String, _ value: String, _ attributes: CookieAttributes = CookieAttributes()) {
        guard isHeadOpen("setCookie") else { return }
        do throws(HTTPFieldError) {
            let line = try SetCookie.value(attributes.morsel(name, value, now: wallClockSeconds()))
            responseCookies.removeAll { $0.name == name }
            responseCookies.append((name, line))
        } catch {
            refuse(error, "cookie \(name)")
        }
    }

    /// Has the client forget the cookie called `name` (Tornado: `clear_cookie`). Path and domain must be those it was
    /// set with.
    public final func clearCookie(_ name: String, path: String? = "/", domain: String? = nil) {
        setCookie(name, "", CookieAttributes(domain: domain, path: path, expiresDays: -365))
    }

    /// Has the client forget all cookies that it sent (Tornado: `clear_all_cookies`), which were set with this path and
    /// domain.
    public final func clearAllCookies(path: String? = "/", domain: String? = nil) {
        for name in request.cookies.keys.sorted() { clearCookie(name, path: path, domain: domain) }
    }
}
