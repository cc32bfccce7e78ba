import CrosswindHosted
import Synchronization

enum Routes {
    static var all: [Route] {
        [
            .route("/hello", Hello.self),
            .route("/status/([0-9]+)", Status.self),
            .route("/cookies", SetCookies.self),
            .route("/throws", Throws.self),
            .route("/body", Body.self),
            .route("/pieces", Pieces.self),
            .route("/large/([0-9]+)", Large.self),
            .route("/latin/(.*)", Latin.self),
            .route("/header", Header.self),
            .route("/flush", Flush.self),
            .route("/flush-then-fail", FlushThenFail.self),
            .route("/sleep", Sleep.self),
            .route("/file-then-sleep/(.*)", FileThenSleep.self),
            .route("/forever", Forever.self),
            .route("/yield", Yield.self),
            .route("/actor", AsksActor.self),
            .route("/busy/([0-9]+)", Busy.self),
            .route("/counts", Counts.self),
            .route("/mounted/describe", Describe.self),
            .route("/item/(?<id>[^/]+)", Item.self, name: "item"),
            .route("/urls", URLs.self, name: "urls"),
            .route("/old/(.*)", Moved.self),
            .static("/files/", directory: environment("PROBE_FILES") ?? "/nonexistent"),
            .fallback("/python/.*", WSGIFallback("probe_fallback:application")),
            .mount("/below", WSGIFallback("swift_mounts:plain")),
            .mount("/inner", inner),
            .mount("/packed", packed),
            .fallback("/missing/.*", WSGIFallback("no_such_module:application")),
            .fallback("/native/.*", ClosureCallback { $0.respond(status: 200, body: "native") }),
            .route("/.*|", Describe.self),
        ]
    }

    /// An application in an application, with another below.
    private static var inner: any RequestCallback {
        do {
            var settings = settings
            settings.staticPath = environment("PROBE_FILES") ?? "/nonexistent"
            return try Application(
                [
                    .route("/hello", Hello.self), .route("/", Mounted.self), .route("/urls", URLs.self, name: "urls"),
                    .route("/where/.*", Mounted.self),
                    .mount("/caf\u{e9}", WSGIFallback("swift_mounts:plain")),
                ], settings: settings)
        } catch {
            return ClosureCallback { $0.respond(status: 500, body: "\(error)") }
        }
    }

    /// Files that go through a transform.
    private static var packed: any RequestCallback {
        do {
            var settings = settings
            settings.compressResponse = true
            settings.staticPath = environment("PROBE_FILES") ?? "/nonexistent"
            return try Application([.route("/behind/(.*)", Behind.self)], settings: settings)
        } catch {
            return ClosureCallback { $0.respond(status: 500, body: "\(error)") }
        }
    }

    static var settings: Settings {
        var settings = Settings()
        settings.logFunction = { handler in
            logged.withLock { lines in
                if lines.count == 100 { lines = [] }
                lines.append("\(handler.status) \(handler.request.method) \(handler.request.uri)")
            }
        }
        return settings
    }

    /// What the log function was called with.
    static let logged = Mutex<[String]>([])
    /// How many handlers came to `onFinish()`, and how many were released.
    static let finished = Atomic<Int>(0)
    static let released = Atomic<Int>(0)
}

/// Counts what becomes of handlers.
class Counting: RequestHandler {
    override func onFinish() { Routes.finished.add(1, ordering: .relaxed) }
    deinit { Routes.released.add(1, ordering: .relaxed) }
}
