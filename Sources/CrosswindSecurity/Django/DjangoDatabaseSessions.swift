/// Sessions that Django keeps in its database (the default, `django.contrib.sessions.backends.db`, and `cached_db`).
///
/// Crosswind knows no database: a closure fetches the row.
///
/// ```swift
/// let sessions = DjangoDatabaseSessions(keys: keys) { key in
///     try await database.row(
///         "SELECT session_data, expire_date FROM django_session WHERE session_key = ?", key)
/// }
/// let session = try await sessions.session(forKey: cookie)
/// ```
public struct DjangoDatabaseSessions: Sendable {
    /// A row of the table `django_session`.
    public struct Row: Sendable {
        /// The column `session_data`.
        public var data: String
        /// The column `expire_date`, in seconds since 1970; `nil` if the query left out what has expired.
        public var expiry: Int64?

        /// A row.
        public init(data: String, expiry: Int64? = nil) {
            self.data = data
            self.expiry = expiry
        }
    }

    private let signer: DjangoTimestampSigner
    private let load: @Sendable (_ sessionKey: String) async throws -> Row?

    /// The sessions of the site with these keys.
    ///
    /// - Parameters:
    ///   - keys: `SECRET_KEY` and its fallbacks: `session_data` is signed.
    ///   - load: Fetches the row of a session key, `nil` without one. The key is 8 to 40 small letters and digits; still,
    ///     give it to the database as a parameter.
    public init(
        keys: SecretKeys, load: @escaping @Sendable (_ sessionKey: String) async throws -> Row? = { _ in nil }
    ) {
        signer = DjangoTimestampSigner(keys: keys, salt: "django.contrib.sessions.SessionStore")
        self.load = load
    }

    /// The session of the cookie `sessionid`; `nil` if there is none, it has expired, or the cookie holds no key.
    ///
    /// - Throws: `SecurityError` if the row's data were not signed with these keys, and what `load` throws.
    public func session(forKey key: String?, at now: Int64 = WallClock.seconds()) async throws -> DjangoSession? {
        guard let key, Self.isKey(key), let row = try await load(key) else { return nil }
        if let expiry = row.expiry, expiry <= now { return nil }
        return try decode(row.data)
    }

    /// The session in the column `session_data`.
    ///
    /// - Throws: `SecurityError` if it was not signed with these keys or is no JSON.
    public func decode(_ data: String) throws(SecurityError) -> DjangoSession {
        try DjangoSession(json: signer.unsignObject(data))
    }

    /// The text for the column `session_data`.
    public func encode(_ session: DjangoSession, at now: Int64 = WallClock.seconds()) -> String {
        signer.signObject(.object(session.values), compress: true, at: now)
    }

    /// A key for a new session: 32 random small letters and digits, as Django makes them.
    public static func makeKey() -> String {
        String(decoding: RandomBytes.letters(32, of: Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)), as: UTF8.self)
    }

    private static func isKey(_ key: String) -> Bool {
        8...40 ~= key.utf8.count && key.utf8.allSatisfy { 97...122 ~= $0 || 48...57 ~= $0 }
    }
}
