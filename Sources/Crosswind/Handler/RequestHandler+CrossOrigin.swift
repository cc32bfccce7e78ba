/// Protection against other sites' requests by what browsers say of where a request comes from (Tornado 6.6:
/// `cross_origin_protection`): no token, no cookie.
extension RequestHandler {
    /// Refuses with 403 what a browser says comes from another origin that ``isTrustedOrigin(_:)`` does not know.
    final func checkCrossOrigin() throws {
        let fields = request.headers
        let origin = fields["Origin"]
        switch fields["Sec-Fetch-Site"] {
        case "same-origin", "none": return
        case nil:
            // An old browser, one that does not speak HTTPS here, or no browser at all; browsers send Origin.
            guard let origin, !isOwn(origin), !isTrustedOrigin(origin) else { return }
            throw HTTPError(403, "Origin \(origin) not allowed")
        case let site?:
            if let origin, isTrustedOrigin(origin) { return }
            throw HTTPError(403, "Sec-Fetch-Site \(site) and Origin \(origin ?? "(none)") not allowed")
        }
    }

    /// By host and port alone: behind a proxy that does not say so, the scheme is not known.
    private func isOwn(_ origin: String) -> Bool {
        let own = request.headers["Host"] ?? ""
        guard !own.isEmpty, origin.hasPrefix("http://") || origin.hasPrefix("https://") else { return false }
        return origin.drop { $0 != "/" }.dropFirst(2).lowercased() == own.lowercased()
    }
}
