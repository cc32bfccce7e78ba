// The programs of docs/django-and-flask.md, for Tests/Python/test_identity_page.py, which has Django and Flask on the other
// side: identity-page DATABASE, where each line is `session KEY DATA EXPIRES` or `password ID TEXT`. Says its port, and ends
// with its input.
import Crosswind
import CrosswindSecurity
import Logging

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

func readKeys() throws -> SecretKeys {
    // settings.SECRET_KEY, and SECRET_KEY_FALLBACKS while keys are rotated: the first signs, all verify.
    let keys = try SecretKeys("the secret key", fallbacks: ["the former one"])
    return keys
}

do {
    _ = try readKeys()
    var settings = Settings()
    settings.logger.logLevel = .critical
    settings.accessLogger.logLevel = .critical
    let plain: [Route] = [
        .route("/account", AccountHandler.self), .route("/theme", ThemeHandler.self),
        .route("/unsubscribe", UnsubscribeHandler.self), .route("/cart", CartHandler.self),
    ]
    var checked = settings
    checked.xsrfCookies = true
    let form = try Application([.route("/form", PageWithForm.self)], settings: checked)
    let application = try Application(plain + [.mount("/checked", form)], settings: settings)
    guard case .tcp(_, let port) = try HTTPServer(application).listen(.tcp(host: "127.0.0.1", port: 0)) else { exit(1) }
    print(port)
    fflush(nil)
    while getchar() != EOF {}
} catch {
    print(error)
    exit(1)
}
