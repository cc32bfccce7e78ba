import CrosswindHTTP
public import NIOCore

/// Answers requests (Tornado: `tornado.web.RequestHandler`). Subclass it, override the methods of the requests that it
/// answers, and put it into an ``Application``'s table:
///
///     final class MainHandler: RequestHandler {
///         override func get() async throws { write("Hello, world") }
///     }
///
/// One is made for each request, so it may keep what it likes in its properties; they need initial values, or the route
/// a closure that makes the handler. In this order are called: ``initialize()``, ``prepare()``, the method's own
/// (``get()`` …), ``onFinish()``. What they throw becomes an error page (``writeError(_:_:)``).
///
/// On a server all of it runs on the event loop of the connection, also after an `await`: nothing of a handler needs
/// locks, and nothing in it may block. Work that does goes elsewhere with ``runInExecutor(_:)``. Inside a WSGI server it
/// runs on that server's thread, not attached to Python, and may not suspend.
open class RequestHandler {
    // Each by itself: what is asked for a single property then copies nothing else. Set together, by `bind`.
    private final var boundApplication: Application?
    private final var boundRequest: HTTPRequest?
    private final var boundAnswer: Answer?
    /// What the groups of the route's pattern matched.
    public private(set) final var pathArguments = PathArguments()

    /// The path has arguments that are no text.
    final var hasBrokenPath = false

    /// Status line and fields of the response so far.
    final var responseHead = RequestHandler.usualHead
    /// The body written so far and not yet sent.
    final var chunk = ByteBuffer()
    final var progress = Progress.open
    final var transforms: [any OutputTransform] = []
    final var responseCookies: [(name: String, line: String)] = []
    /// Why the head as it is can't be sent.
    final var refusal: HTTPFieldError?
    /// What was worked out so far; see `memo`.
    final var knownMemo: Memo?

    /// How far the response is.
    enum Progress {
        /// Nothing has left.
        case open
        /// The head has left, and perhaps some of the body.
        case streaming
        case finished
    }

    /// Called for each request. A subclass whose properties all have initial values inherits it. The request is not
    /// known yet: that is what ``initialize()`` and ``prepare()`` are for.
    public required init() {}

    /// Before ``initialize()``: what it belongs to. `match` is the route's, found in the request's path.
    package final func bind(
        _ application: Application, _ request: HTTPRequest, _ answer: Answer, _ match: RouteMatch?
    ) {
        request.maxBodyInMemory = application.maxBodyInMemory
        boundApplication = application
        boundRequest = request
        boundAnswer = answer
        if let match, !match.slots.isEmpty {
            do throws(HTTPError) {
                pathArguments = try PathArguments(match, request.pathBytes)
            } catch {
                hasBrokenPath = true
            }
        }
        chunk = answer.emptyBody()
        if application.hasTransforms {
            transforms = application.settings.transforms.map { $0(request) }
        }
    }

    private static func unbound() -> Never {
        preconditionFailure("a RequestHandler has no request before initialize(); its init() asked for it")
    }

    /// The application it belongs to.
    public final var application: Application {
        guard let boundApplication else { Self.unbound() }
        return boundApplication
    }
    /// The application's settings.
    public final var settings: Settings { application.settings }
    /// The request to answer.
    public final var request: HTTPRequest {
        guard let boundRequest else { Self.unbound() }
        return boundRequest
    }
    final var answer: Answer {
        guard let boundAnswer else { Self.unbound() }
        return boundAnswer
    }

    // MARK: what requests call

    /// Called first, once the request is known; must not write.
    open func initialize() {}

    /// Called before the method's own function, whatever the method is; when it finishes the response, that is not
    /// called.
    open func prepare() async throws {}

    /// Answers GET; 405 unless overridden.
    open func get() async throws { throw HTTPError(405) }
    /// Answers HEAD; 405 unless overridden. What it writes determines Content-Length and is not sent.
    open func head() async throws { throw HTTPError(405) }
    /// Answers POST; 405 unless overridden.
    open func post() async throws { throw HTTPError(405) }
    /// Answers PUT; 405 unless overridden.
    open func put() async throws { throw HTTPError(405) }
    /// Answers DELETE; 405 unless overridden.
    open func delete() async throws { throw HTTPError(405) }
    /// Answers PATCH; 405 unless overridden.
    open func patch() async throws { throw HTTPError(405) }
    /// Answers OPTIONS; 405 unless overridden.
    open func options() async throws { throw HTTPError(405) }

    /// Answers any other method, whose name ``HTTPRequest/method`` tells; 405 unless overridden (Tornado:
    /// `SUPPORTED_METHODS`).
    open func otherMethod() async throws { throw HTTPError(405) }

    /// The methods that this handler answers, which a 405 names in its field `Allow`, as RFC 9110 (§15.5.6) demands. Empty
    /// unless overridden, and then there is no such field: no class can be asked which functions it overrides.
    ///
    ///     override class var allowedMethods: [String] { ["GET", "HEAD", "POST"] }
    open class var allowedMethods: [String] { [] }

    /// Called when the response is over, sent or not; must not write.
    open func onFinish() {}

    /// Called when the client goes away while the handler waits for something (Tornado: `on_connection_close`), also when
    /// it has closed only its side of the connection: then it may still be reading, and gets what is written.
    open func onConnectionClose() {}

    /// Whether the handler's task is cancelled when the client goes away while it waits, right after
    /// ``onConnectionClose()``. False: as in Tornado, what was begun is finished.
    open class var cancelsOnDisconnect: Bool { false }

    // MARK: request bodies as they come

    /// Whether the body is given to ``dataReceived(_:)`` piece by piece instead of being received before the handler is
    /// called (Tornado: `stream_request_body`). Asked once, when the route is made.
    open class var streamsRequestBody: Bool { false }

    /// A piece of the body, between ``prepare()`` and the method's own function; only with ``streamsRequestBody``. No
    /// more is read from the client while it runs.
    open func dataReceived(_ chunk: ByteBuffer) async throws {
        throw HTTPError(500, "streamsRequestBody is on, but dataReceived(_:) is not overridden")
    }

    /// The ETag of a whole response to GET or HEAD, in quotes; nil for none (Tornado: `compute_etag`).
    open func computeETag() -> String? { hashedETag() }

    /// Whether ``staticURL(_:includeVersion:includeHost:)`` gives URLs with scheme and host unless it is told otherwise.
    open var includeHost: Bool { false }

    // MARK: whom to trust

    /// Refuses the request with 403 unless its argument `_xsrf` or its field `X-XSRFToken` or `X-CSRFToken` is the token
    /// of its cookie (Tornado: `check_xsrf_cookie`). Called before ``prepare()`` for every method but GET, HEAD and
    /// OPTIONS when ``Settings/xsrfCookies`` is on. Override it to do nothing where other programs call, without a cookie.
    open func checkXSRFCookie() throws { try requireXSRFToken() }

    // MARK: how responses look

    /// Sets the fields that every response of this handler has; called at first and again before an error page.
    open func setDefaultHeaders() {}

    /// Writes the page for a request that failed with `status`, after everything written before was dropped. `error` is
    /// what was thrown, nil when ``sendError(_:reason:)`` was called.
    open func writeError(_ status: Int, _ error: (any Error)?) {
        if settings.serveTraceback, let error {
            setHeader("Content-Type", "text/plain; charset=UTF-8")
            write("\(Self.describe(error))\n")
            // Swift keeps no traceback of an error; what can be said is which handler failed, and where it says so itself.
            if let error = error as? HTTPError { write("    at \(error.place)\n") }
            write("    in \(type(of: self)), \(request.method) \(request.uri)\n")
            return
        }
        let reason = Escape.xhtmlEscape(reasonPhrase)
        write("<html><title>\(status): \(reason)</title><body>\(status): \(reason)</body></html>")
    }

    /// Names for every template of this handler, beside what it passes to `render(_:_:)` and what templates always have
    /// (Tornado: `get_template_namespace`). Called once a rendering, and only when the template uses a name that
    /// `render(_:_:)` was not given.
    open func templateNamespace() -> [String: Any] { [:] }

    /// Writes what was thrown to the log: errors that stand for a response as warnings, others as errors.
    open func logException(_ error: any Error) { defaultLogException(error) }

    /// Whether requests that change something may come from pages of `origin` (`https://example.com`), for
    /// ``Settings/crossOriginProtection`` (Tornado: `check_trusted_origin`). Called before ``prepare()``.
    open func isTrustedOrigin(_ origin: String) -> Bool { settings.trustedOrigins.contains(origin) }

    /// The user that the request comes from, for ``currentUser``; nil when nobody is logged in (Tornado:
    /// `get_current_user`).
    open func getCurrentUser() -> (any Sendable)? { nil }

    /// The language that the user has chosen, for ``locale``; nil to go by the browser's (Tornado: `get_user_locale`).
    open func getUserLocale() -> UserLocale? { nil }

    /// Where ``authenticated()`` sends people who are not logged in (Tornado: `get_login_url`).
    open func getLoginURL() throws -> String {
        guard let url = settings.loginURL else { throw HTTPError(403, "no loginURL in the settings") }
        return url
    }
}
