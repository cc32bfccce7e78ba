/// One path for each page: with a slash at its end, or without.
extension RequestHandler {
    /// Sends GET and HEAD of a path without a slash at its end to the same with one, the query included (Tornado: the
    /// decorator `addslash`); 404 for other methods. The route matches both: `/pages/?`.
    ///
    ///     override func get() async throws {
    ///         try addSlash()
    ///
    /// - Throws: ``Finish`` when the request was sent on, 403 for a path that begins with two slashes, since `//host/`
    ///   would be another site.
    public final func addSlash() throws {
        guard request.path.utf8.last != UInt8(ascii: "/") else { return }
        try move(to: request.path + "/")
    }

    /// The same without a slash (Tornado: the decorator `removeslash`), for routes like `/pages/*`. `/` stays as it is.
    public final func removeSlash() throws {
        let path = request.path.utf8
        guard path.last == UInt8(ascii: "/") else { return }
        guard let last = path.lastIndex(where: { $0 != UInt8(ascii: "/") }) else {
            if request.methodKind != .get, request.methodKind != .head { throw HTTPError(404) }
            return
        }
        try move(to: String(request.path[...last]))
    }

    private func move(to path: String) throws -> Never {
        guard request.methodKind == .get || request.methodKind == .head else { throw HTTPError(404) }
        let second = path.utf8.dropFirst().first
        guard second != UInt8(ascii: "/"), second != UInt8(ascii: "\\") else {
            throw HTTPError(403, "cannot redirect path with two initial slashes")
        }
        redirect(Latin1.escaped(request.query.isEmpty ? path : "\(path)?\(request.query)"), permanent: true)
        throw Finish()
    }
}
