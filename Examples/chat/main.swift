import Crosswind

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// A chat by long polling, as in Tornado's demo: swift run chat, then http://127.0.0.1:8888 in two windows. With DEBUG=1 it
// starts anew whenever `swift build` has built it anew.
var settings = Settings()
settings.xsrfCookies = true
settings.debug = getenv("DEBUG") != nil
let application = try Application(
    [
        .route("/", MainHandler.self),
        .route("/new", NewMessageHandler.self),
        .route("/updates", UpdatesHandler.self),
    ], settings: settings)
let port = getenv("PORT").flatMap { Int(String(cString: $0)) } ?? 8888
try application.listen(port)
print("chat on http://127.0.0.1:\(port)")
IOLoop.current.start()
