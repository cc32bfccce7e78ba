import Crosswind
import CrosswindSecurity
import PythonBridge

/// Somebody who is logged in through Django.
struct SiteUser: Sendable {
    var id: String
    var name: String
    var isStaff: Bool
}

/// The Django site as Swift sees it: its keys, its sessions, its users.
///
/// Nothing of Django's is asked whether a login is genuine. Swift verifies signature, expiry and password itself, as it
/// would if the rows came from PostgresNIO or a cache; here the site's own ORM fetches them, on a thread that may block.
struct DjangoSite: Sendable {
    let keys: SecretKeys
    let allowedHosts: Set<String>
    private let sessions: DjangoDatabaseSessions

    /// Once the site is imported. Blocks.
    init() throws {
        let all = try DjangoQuery.run("keys") ?? []
        keys = try SecretKeys(all.first ?? "", fallbacks: Array(all.dropFirst()))
        allowedHosts = Set(try DjangoQuery.run("allowed_hosts") ?? [])
        sessions = DjangoDatabaseSessions(keys: keys) { key in
            guard let row = try await DjangoQuery.fetch("session", key) else { return nil }
            return DjangoDatabaseSessions.Row(data: row[0], expiry: Int64(row[1]))
        }
    }

    /// The user of the cookie `sessionid`; nil when it is nobody's, was made up, or the session is over.
    func user(sessionKey: String) async throws -> SiteUser? {
        guard let session = try await sessions.session(forKey: sessionKey) else { return nil }
        var user: SiteUser?
        let verified = try await session.verifiedUserID(keys: keys) { id in
            guard let row = try await DjangoQuery.fetch("account", id) else { return nil }
            user = SiteUser(id: id, name: row[0], isStaff: row[2] == "staff")
            return row[1]
        }
        return verified == nil ? nil : user
    }
}

/// Calls of the functions in python/crosswind_site.py.
enum DjangoQuery {
    /// From a handler: the call runs on a thread that may wait for Python and for the database, the handler goes on on its
    /// loop.
    static func fetch(_ function: StaticString, _ argument: String) async throws -> [String]? {
        try await IOLoop.current.runInExecutor { try run(function, argument) }
    }

    /// Here and now.
    static func run(_ function: StaticString, _ argument: String = "") throws -> [String]? {
        try Python.attach { (python: inout Python) throws(PythonError) -> [String]? in
            let module = try python.import("crosswind_site")
            let result = try module.attribute(function).call(python.str(argument))
            var texts: [String]?
            if !result.isNone {
                var list: [String] = []
                for index in 0..<(try result.listCount()) { list.append(try result.listItem(index).string()) }
                texts = list
            }
            _ = try module.callMethod("finish")
            return texts
        }
    }
}
