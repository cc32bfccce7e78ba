import Crosswind
import CrosswindWSGI

final class HealthHandler: RequestHandler {
    override func get() async throws { try write(["healthy": true]) }
}

// First of all, on the main thread: Python takes that for its own.
let django = try WSGIContainer("mysite.wsgi")

let application = try Application([
    .route("/api/health", HealthHandler.self),
    .fallback("/.*", django),
])
try application.listen(8888)
IOLoop.current.start()
