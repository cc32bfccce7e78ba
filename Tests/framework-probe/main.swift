import Crosswind
import CrosswindSecurity
import Logging

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// Serves the twin of Tests/Python/apps/tornado_twin.py twice, without and with XSRF tokens, prints both ports, and ends
// with its standard input.

var settings = Settings()
settings.cookieSecret = "the secret of both twins"
settings.loginURL = "/login"
settings.logger.logLevel = .critical
settings.accessLogger.logLevel = .critical

let routes: [Route] = [
    .route("/hello", HelloHandler.self),
    .route("/echo.*", EchoHandler.self),
    .route("/args", ArgumentsHandler.self),
    .route("/need", NeedHandler.self),
    .route("/item/([^/]+)/([^/]*)", PathHandler.self),
    .route("/opt(?:/(\\w+))?", PathHandler.self),
    .route("/named/(?P<x>\\d+)/(?P<y>.*)", NamedHandler.self),
    .route("/status/(\\d+)", StatusHandler.self),
    .route("/error/(\\d+)", ErrorHandler.self),
    .route("/send-error", SendErrorHandler.self),
    .route("/raise", RaiseHandler.self),
    .route("/finish", FinishHandler.self),
    .route("/redirect", RedirectingHandler.self),
    .route("/headers", HeadersHandler.self),
    .route("/cookies", CookiesHandler.self),
    .route("/read-cookie", ReadCookieHandler.self),
    .route("/signed", SignedHandler.self),
    .route("/etag", ETagHandler.self),
    .route("/form", FormHandler.self),
    .route("/body", BodyHandler.self),
    .route("/stream", StreamHandler.self),
    .route("/private", PrivateHandler.self),
    .route("/own-errors", OwnErrorsHandler.self),
    .route("/prepared", PreparedHandler.self),
    .route("/token", TokenHandler.self),
    .route("/length", LengthHandler.self),
]

func serve(_ settings: Settings) throws -> Int {
    let server = HTTPServer(try Application(routes, settings: settings))
    guard case .tcp(_, let port) = try server.listen(.tcp(host: "127.0.0.1", port: 0)) else { return 0 }
    return port
}

let plain = try serve(settings)
settings.xsrfCookies = true
print(plain, try serve(settings))
fflush(nil)
while getchar() != EOF {}
