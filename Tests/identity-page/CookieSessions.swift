import Crosswind
import CrosswindSecurity

let themes = DjangoCookieSessions(keys: keys)

final class ThemeHandler: RequestHandler {
    private func session() -> DjangoSession {
        cookie("sessionid").flatMap { try? themes.decode($0) } ?? DjangoSession()
    }

    override func get() async throws { write(session()["theme"]?.string ?? "light") }

    override func post() async throws {
        var session = session()
        session["theme"] = .string(try argument("theme"))
        setCookie(
            "sessionid", themes.encode(session), CookieAttributes(maxAge: 1_209_600, httpOnly: true, sameSite: .lax))
        redirect("/theme", status: 303)
    }
}
