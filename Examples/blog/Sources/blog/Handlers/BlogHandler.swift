import Crosswind
import Foundation
import Logging

/// What all pages have in common: the database, who is logged in, and how errors look.
class BlogHandler: RequestHandler {
    static let userCookie = "blog_user"

    /// Set by the route.
    final var blog: Blog?

    /// The database, on a thread that may wait for the disk.
    final func query<Result: Sendable>(
        _ body: @escaping @Sendable (BlogStore) throws -> Result
    ) async throws -> Result {
        guard let store = blog?.store else { throw HTTPError(500, "a route without a blog") }
        return try await runInExecutor { try body(store) }
    }

    override func prepare() async throws {
        guard let text = try signedCookie(Self.userCookie), let id = Int64(text) else { return }
        currentUser = try await query { try $0.author(id: id) }
    }

    override func templateNamespace() -> [String: Any] { ["blogTitle": blog?.title ?? "Blog"] }

    final func logIn(_ author: Author) throws {
        let attributes = CookieAttributes(
            expiresDays: 30, secure: request.protocol == "https", httpOnly: true, sameSite: .lax)
        try setSignedCookie(Self.userCookie, String(author.id ?? 0), attributes)
    }

    /// Where to go after a login: a path of ours, whatever a link to the form said.
    final func next() throws -> String {
        let next = try argument("next", default: "/")
        guard next.hasPrefix("/"), !next.hasPrefix("//"), !next.hasPrefix("/\\") else { return "/" }
        return next
    }

    override func writeError(_ status: Int, _ error: (any Error)?) {
        do {
            write(try renderString("error.html", ["status": status, "reason": reasonPhrase]))
        } catch {
            settings.logger.error("no error page: \(error)")
            super.writeError(status, nil)
        }
    }
}

/// What no route matches.
final class NotFoundHandler: BlogHandler {
    override func prepare() async throws { throw HTTPError(404) }
}
