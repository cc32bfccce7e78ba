import Crosswind
import CrosswindSecurity

// app.secret_key; `SecretKeys(_:fallbacks:)` for SECRET_KEY_FALLBACKS
let flaskSessions = FlaskSessions(keys: "the secret key")

final class CartHandler: RequestHandler {
    override func get() async throws {
        let session = cookie("session").flatMap { try? flaskSessions.decode($0) } ?? [:]
        write("items: \(session["cart"]?.list?.count ?? 0)")
    }

    override func post() async throws {
        var session = cookie("session").flatMap { try? flaskSessions.decode($0) } ?? [:]
        let cart = session["cart"]?.list ?? []
        session["cart"] = .list(cart + [.string(try argument("item"))])
        setCookie("session", flaskSessions.encode(session), CookieAttributes(httpOnly: true))
        redirect("/cart", status: 303)
    }
}
