internal import Crypto

// Django binds a login to the user's password: the session holds an HMAC of the stored password hash, so that a new
// password ends all sessions of the user (`AbstractBaseUser.get_session_auth_hash`, `django.contrib.auth.get_user`).

extension DjangoSession {
    /// The backend of a `AUTHENTICATION_BACKENDS` that was left alone.
    public static var modelBackend: String { "django.contrib.auth.backends.ModelBackend" }

    /// The id of the user who is logged in, verified as Django does before it believes a session; `nil` if nobody is.
    ///
    /// ```swift
    /// let id = try await session.verifiedUserID(keys: keys) { id in
    ///     try await database.string("SELECT password FROM auth_user WHERE id = ? AND is_active", id)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - keys: `SECRET_KEY` and its fallbacks.
    ///   - backends: The setting `AUTHENTICATION_BACKENDS`; a login by any other is not believed.
    ///   - passwordHash: Gives the field `password` of the user with an id as it is in the database, or `nil` if there is
    ///     no such user, or the user is not active (Django's `ModelBackend` refuses those).
    /// - Throws: What `passwordHash` throws.
    public func verifiedUserID(
        keys: SecretKeys, backends: [String] = [modelBackend],
        passwordHash: (_ userID: String) async throws -> String?
    ) async throws -> String? {
        guard let userID, let authBackend, backends.contains(authBackend),
            let stored = try await passwordHash(userID), isLogin(passwordHash: stored, keys: keys)
        else { return nil }
        return userID
    }

    /// Whether the login in this session was made with the password whose stored hash is `passwordHash`.
    ///
    /// It says nothing of the backend or of whether the user may still log in; `verifiedUserID` asks for that too.
    public func isLogin(passwordHash: String, keys: SecretKeys) -> Bool {
        guard let known = self["_auth_user_hash"]?.string else { return false }
        return Self.authHashes(passwordHash, keys).contains { ConstantTime.equal(known.utf8, $0) }
    }

    /// Logs a user in, so that Django believes it. What the session of somebody else held is removed; use a new session
    /// key for a session in the database, and a new CSRF secret (`DjangoCSRFSecret.make`), as Django does.
    ///
    /// - Parameters:
    ///   - userID: The user's primary key.
    ///   - passwordHash: The user's field `password` as it is in the database.
    ///   - keys: `SECRET_KEY` and its fallbacks.
    ///   - backend: One of the setting `AUTHENTICATION_BACKENDS`.
    public mutating func logIn(
        userID: String, passwordHash: String, keys: SecretKeys, backend: String = modelBackend
    ) {
        let isSame = self.userID == userID && isLogin(passwordHash: passwordHash, keys: keys)
        if self.userID != nil, !isSame { values = [:] }
        self["_auth_user_id"] = .string(userID)
        self["_auth_user_backend"] = .string(backend)
        self["_auth_user_hash"] = .string(String(decoding: Self.authHashes(passwordHash, keys)[0], as: UTF8.self))
    }

    /// Logs out: forgets everything, as Django's `flush`.
    public mutating func logOut() { values = [:] }

    private static func authHashes(_ passwordHash: String, _ keys: SecretKeys) -> [[UInt8]] {
        let salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return DjangoSigner.derive(keys, salt: salt, .sha256).map {
            Hex.encode(DigestAlgorithm.sha256.hmac(Array(passwordHash.utf8), key: $0))
        }
    }
}
