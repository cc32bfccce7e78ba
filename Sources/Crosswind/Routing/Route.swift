public import CrosswindServer

/// One entry of an application's table: a pattern and what answers the paths that match it (Tornado: `URLSpec`).
///
///     .route("/", MainHandler.self)
///     .route("/item/(?<id>[0-9]+)", ItemHandler.self, name: "item")
///     .route("/story/([a-z]+)") { StoryHandler(store) }
///     .mount("/shop", flask)
///     .fallback("/.*", django)
///
/// A pattern describes the whole percent-encoded path; `^` and `$` are implied. Its groups, all named or all without a
/// name, become the handler's path arguments. What patterns may hold is said in `docs/routing.md`.
public struct Route: Sendable {
    enum Target: Sendable {
        case handler(HandlerMaker)
        /// With the number of bytes at the front of the path that the callback is mounted under.
        case callback(any RequestCallback, Int)
    }

    let pattern: String
    let name: String?
    let target: Target

    /// A handler's class, made anew for each request with `init()`; `configure` is then called with it, before
    /// ``RequestHandler/initialize()`` (Tornado: the extra arguments of `URLSpec`).
    public static func route<Handler: RequestHandler>(
        _ pattern: String, _ handler: Handler.Type, name: String? = nil,
        configure: (@Sendable (Handler) -> Void)? = nil
    ) -> Route {
        let make: @Sendable () -> RequestHandler =
            if let configure {
                {
                    let made = handler.init()
                    configure(made)
                    return made
                }
            } else {
                { handler.init() }
            }
        let maker = HandlerMaker(make: make, streamsRequestBody: handler.streamsRequestBody)
        return Route(pattern: pattern, name: name, target: .handler(maker))
    }

    /// A handler that a closure makes, called for each request on the thread that runs it.
    public static func route<Handler: RequestHandler>(
        _ pattern: String, name: String? = nil, _ make: @escaping @Sendable () -> Handler
    ) -> Route {
        let maker = HandlerMaker(make: make, streamsRequestBody: Handler.streamsRequestBody)
        return Route(pattern: pattern, name: name, target: .handler(maker))
    }

    /// Hands requests over, as they are, to another request callback (Tornado: `FallbackHandler`): a `WSGIContainer`,
    /// or one of Swift's. Nothing of this application, XSRF checks included, touches them.
    public static func fallback(_ pattern: String, _ callback: any RequestCallback, name: String? = nil) -> Route {
        Route(pattern: pattern, name: name, target: .callback(callback, 0))
    }
}

/// Tornado's name for a ``Route``.
public typealias URLSpec = Route

/// How a route's handlers come into being.
struct HandlerMaker: Sendable {
    let make: @Sendable () -> RequestHandler
    let streamsRequestBody: Bool
}
