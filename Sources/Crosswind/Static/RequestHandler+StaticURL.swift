/// URLs of static files.
extension RequestHandler {
    /// The URL of a file in ``Settings/staticPath``, with its version, so that clients keep it for years and still see
    /// every change (Tornado: `static_url`): `/static/app.js?v=3a1f…`, behind what the application is mounted under.
    ///
    /// `path` is the name of a file of the application's, not something that a client has said. With `includeHost` the
    /// URL begins with the scheme and the host of this request; nil for what ``includeHost`` says.
    ///
    /// - Throws: ``HTTPError`` 500 without ``Settings/staticPath``, 403 when `path` leads out of it.
    public final func staticURL(
        _ path: String, includeVersion: Bool = true, includeHost: Bool? = nil
    ) throws -> String {
        let settings = settings
        guard settings.staticPath != nil else { throw HTTPError(500, "staticURL needs staticPath in the settings") }
        var url = try settings.staticHandlerClass.makeStaticURL(settings, path, includeVersion: includeVersion)
        // A handler class may make URLs of another host: those are whole.
        if url.hasPrefix("/"), !url.hasPrefix("//") { url = request.mountPath + url }
        return includeHost ?? self.includeHost ? "\(request.protocol)://\(request.host)\(url)" : url
    }
}
