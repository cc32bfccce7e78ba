import Crosswind
import CrosswindSecurity

let databaseSessions = DjangoDatabaseSessions(keys: keys) { key in
    // SELECT session_data, expire_date FROM django_session WHERE session_key = $1
    guard let row = try await database.session(key) else { return nil }
    return DjangoDatabaseSessions.Row(data: row.data, expiry: row.expires)
}

class SiteHandler: RequestHandler {
    override func prepare() async throws {
        guard let session = try await databaseSessions.session(forKey: cookie("sessionid")) else { return }
        // SELECT password FROM auth_user WHERE id = $1 AND is_active
        currentUser = try await session.verifiedUserID(keys: keys) { id in try await database.password(id) }
    }
}

final class AccountHandler: SiteHandler {
    override func get() async throws {
        let id: String = try authenticated()
        write("user \(id)")
    }
}
