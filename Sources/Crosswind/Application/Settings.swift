public import CrosswindSecurity
public import Logging

/// An application's settings (Tornado: the keyword arguments of `tornado.web.Application`), each with its default.
/// `docs/tornado-to-crosswind.md` says where each of Tornado's went.
public struct Settings: Sendable {
    /// For development, never on a site that strangers reach: sets ``autoreload`` and ``serveTraceback``, and templates
    /// that have changed are read again for the next page.
    public var debug = false

    /// The program is started anew when it has been built anew (Tornado: `autoreload`; see `Autoreload`); on when
    /// ``debug`` is. Begins with `IOLoop.start()`, or with a server's `run()` as a service.
    public var autoreload: Bool {
        get { reloads ?? debug }
        set { reloads = newValue }
    }
    private var reloads: Bool?

    /// Error pages show what was thrown (Tornado: `serve_traceback`); on when ``debug`` is.
    public var serveTraceback: Bool {
        get { servesTraceback ?? debug }
        set { servesTraceback = newValue }
    }
    private var servesTraceback: Bool?

    /// The host whose routes (``Application/addHandlers(host:_:)``) serve requests whose own host has none.
    public var defaultHost: String?

    /// Where ``RequestHandler/authenticated()`` sends people who are not logged in.
    public var loginURL: String?

    /// Signs and verifies cookies (Tornado: `cookie_secret`); needed for signed cookies only.
    public var cookieSecret: CookieSecret?

    /// Requests with methods other than GET, HEAD and OPTIONS need the token that ``RequestHandler/xsrfFormHTML()`` puts
    /// into forms (Tornado: `xsrf_cookies`).
    public var xsrfCookies = false
    /// The name of the cookie with that token (Tornado: `xsrf_cookie_name`).
    public var xsrfCookieName = "_xsrf"
    /// How tokens are written: 2, masked anew each time, or 1, plain (Tornado: `xsrf_cookie_version`).
    public var xsrfCookieVersion = 2
    /// The attributes of that cookie (Tornado: `xsrf_cookie_kwargs`).
    public var xsrfCookie = CookieAttributes()

    /// Requests with methods other than GET, HEAD and OPTIONS are refused when the browser says that another site's page
    /// sent them (Tornado 6.6: `cross_origin_protection`). Needs no token in forms.
    public var crossOriginProtection = false
    /// Origins whose pages may all the same (Tornado 6.6: `trusted_origins`): `https://example.com`.
    public var trustedOrigins: Set<String> = []

    /// Texts in other languages, for ``RequestHandler/locale`` (Tornado: `tornado.locale.load_translations`).
    public var translations = Translations()

    /// Answers requests that no route matches, instead of a plain 404.
    public var defaultHandler: (@Sendable () -> RequestHandler)?

    /// Responses are compressed for clients that understand gzip (Tornado: `compress_response`), after ``transforms``.
    public var compressResponse = false
    /// Which responses, and how hard.
    public var responseCompression = ResponseCompression()

    /// Makes the transforms of a response, in the order in which they are applied (Tornado: `transforms`).
    public var transforms: [@Sendable (HTTPRequest) -> any OutputTransform] = []

    /// Called when a request is over, instead of the log line (Tornado: `log_function`); on the thread of the handler.
    public var logFunction: (@Sendable (RequestHandler) -> Void)?

    /// For a line a request: `200 GET /uri (127.0.0.1) 0.66ms`; below 400 at level info, 4xx warning, 5xx error. Its
    /// level is warning at first, as Tornado's is until logging is configured; set it to info to see every request.
    public var accessLogger = Settings.logger("crosswind.access", .warning)

    /// The request field whose value identifies a request in ``RequestHandler/logger`` and ``RequestHandler/requestID``, as
    /// proxies in front set it; nil, or a request without it, gets a random one.
    public var requestIDField: String? = "X-Request-Id"

    /// For what goes wrong in handlers.
    public var logger = Settings.logger("crosswind.application", .info)

    /// The longest request body that ``HTTPRequest/body()`` brings into memory, in bytes. 100 MiB, Tornado's
    /// `max_buffer_size`; longer ones are for handlers that stream (``RequestHandler/streamsRequestBody``) and 413 else.
    public var maxBodyInMemory = 100 * 1024 * 1024

    private static func logger(_ label: String, _ level: Logger.Level) -> Logger {
        var logger = Logger(label: label)
        logger.logLevel = level
        return logger
    }

    /// What is set beside these, by key; see ``SettingsKey``.
    private var others: [ObjectIdentifier: any Sendable] = [:]

    /// The value of a setting that has a key: what it was set to, or its default.
    public subscript<Key: SettingsKey>(_ key: Key.Type) -> Key.Value {
        get { (others[ObjectIdentifier(key)] as? Kept<Key.Value>)?.value ?? Key.defaultValue }
        set { others[ObjectIdentifier(key)] = Kept(value: newValue) }
    }

    /// So that a value of nil is a value.
    private struct Kept<Value: Sendable>: Sendable { let value: Value }

    /// The defaults.
    public init() {}
}
