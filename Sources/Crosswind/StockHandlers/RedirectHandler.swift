/// Sends clients to another URL (Tornado: `tornado.web.RedirectHandler`).
///
///     try .redirect("/old", to: "/new")
///     try .redirect("/(.*)/(.*)", to: "/{1}/{0}")
///     try .redirect("/blog/(?<page>.*)", to: "https://blog.example.com/{page}", permanent: false)
final class RedirectHandler: RequestHandler {
    var template: RedirectTemplate?
    var isPermanent = true

    override class var allowedMethods: [String] { ["GET", "HEAD"] }
    override func get() async throws { try redirect() }
    override func head() async throws { try redirect() }

    private func redirect() throws {
        guard let url = try template?.fill(pathArguments) else {
            throw HTTPError(500, "a RedirectHandler without a URL")
        }
        redirect(Self.add(Latin1.escaped(request.query), to: url), permanent: isPermanent)
    }

    /// The query as it was sent, behind the template's own and before its fragment.
    static func add(_ query: String, to url: String) -> String {
        guard !query.isEmpty else { return url }
        let end = url.utf8.firstIndex(of: UInt8(ascii: "#")) ?? url.endIndex
        let mark = url[..<end].utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
        return url[..<end] + mark + query + url[end...]
    }
}

extension Route {
    /// Paths that have moved (Tornado: a route to `RedirectHandler`): 301, or 302 when not `permanent`, for GET and HEAD.
    ///
    /// `{0}`, `{1}`, `{name}` in `url` are what the pattern's groups matched, percent-encoded but for `/`. A query goes
    /// along. Scheme and host are always those of `url` itself: a path that would change them (`//example.com`) is 400.
    ///
    /// - Throws: ``RouteError`` for a `url` that names no group of the pattern, or whose host is a group.
    public static func redirect(
        _ pattern: String, to url: String, permanent: Bool = true, name: String? = nil
    ) throws(RouteError) -> Route {
        let template = try RedirectTemplate(url, groups: try PathPattern(pattern).groups)
        return .route(pattern, name: name) {
            let handler = RedirectHandler()
            handler.template = template
            handler.isPermanent = permanent
            return handler
        }
    }
}
