import Crosswind
import CrosswindWSGI

let keys: SecretKeys = "Django's SECRET_KEY"
let sessions = DjangoCookieSessions(keys: keys)

final class MeHandler: RequestHandler {
    override func getCurrentUser() -> (any Sendable)? {
        guard let text = cookie("sessionid"), let session = try? sessions.decode(text) else { return nil }
        return session.userID
    }

    override func get() async throws {
        let id: String = try authenticated()
        try write(["user": id])
    }
}

var settings = Settings()
settings.loginURL = "/admin/login/"
let django = try WSGIContainer("mysite.wsgi")
let application = try Application(
    [
        .route("/api/me", MeHandler.self),
        .fallback("/.*", django),
    ], settings: settings)
try application.listen(8888)
IOLoop.current.start()
