/// Who the request is from.
extension RequestHandler {
    /// The user that ``getCurrentUser()`` finds, asked once a request (Tornado: `current_user`). A handler that has to
    /// wait for it sets it in ``prepare()``.
    public final var currentUser: (any Sendable)? {
        get {
            if let known = memo.currentUser { return known }
            let user = getCurrentUser()
            memo.currentUser = .some(user)
            return user
        }
        set { memo.currentUser = .some(newValue) }
    }

    /// The user, or, when nobody is logged in, the end of the request (Tornado: the decorator `authenticated`): GET and
    /// HEAD are sent to ``getLoginURL()``, with where they wanted to go as its argument `next`; others get 403.
    ///
    ///     override func get() async throws {
    ///         let user: Account = try authenticated()
    public final func authenticated<User: Sendable>(as type: User.Type = User.self) throws -> User {
        if let user = currentUser as? User { return user }
        throw try notLoggedIn()
    }

    /// The same, when it does not matter who it is.
    public final func authenticated() throws {
        if currentUser == nil { throw try notLoggedIn() }
    }

    private func notLoggedIn() throws -> Finish {
        guard request.method == "GET" || request.method == "HEAD" else { throw HTTPError(403) }
        var url = try getLoginURL()
        if !url.utf8.contains(UInt8(ascii: "?")) {
            // An absolute login URL is another site's, which has to know all of ours.
            let isAbsolute = url.hasPrefix("http://") || url.hasPrefix("https://")
            url += "?next=" + Escape.urlEscape(Latin1.escaped(isAbsolute ? request.fullURL() : request.uri))
        }
        redirect(url)
        return Finish()
    }
}
