internal import Crypto

/// What `SignedValue` signs with: one secret, or several by key version, of which one is current (Tornado's settings
/// `cookie_secret` and `key_version`).
///
/// To rotate, add a version, make it current, and drop the old one when what it signed has expired:
///
/// ```swift
/// let secret = try CookieSecret(keys: [1: old, 2: new], current: 2)
/// ```
public struct CookieSecret: Sendable, ExpressibleByStringLiteral {
    enum Keys: Sendable {
        case one(SymmetricKey)
        case versions([Int: SymmetricKey], current: Int)
    }

    let keys: Keys

    /// A single secret, its bytes those of `secret` in UTF-8. Use 32 random bytes or more.
    ///
    /// - Throws: `SecurityError.emptySecret`.
    public init(_ secret: String) throws(SecurityError) {
        try self.init(bytes: Array(secret.utf8))
    }

    /// A single secret of any bytes.
    ///
    /// - Throws: `SecurityError.emptySecret`.
    public init(bytes secret: [UInt8]) throws(SecurityError) {
        keys = .one(try Self.key(secret))
    }

    /// Secrets by key version (0 or more), of which `current` signs and all verify.
    ///
    /// - Throws: `SecurityError.emptySecret`; `SecurityError.unknownKeyVersion` if `current` is not in `keys` or one is
    ///   negative.
    public init(keys secrets: [Int: String], current: Int) throws(SecurityError) {
        guard secrets[current] != nil else { throw .unknownKeyVersion }
        var keys: [Int: SymmetricKey] = [:]
        for (version, secret) in secrets {
            guard version >= 0 else { throw .unknownKeyVersion }
            keys[version] = try Self.key(Array(secret.utf8))
        }
        self.keys = .versions(keys, current: current)
    }

    /// A single secret that the program spells out. An empty one is a programming error and traps.
    public init(stringLiteral secret: String) {
        precondition(!secret.isEmpty, "an empty cookie secret")
        keys = .one(SymmetricKey(data: Array(secret.utf8)))
    }

    /// The version that signs; `nil` for a single secret.
    public var currentKeyVersion: Int? {
        if case .versions(_, let current) = keys { current } else { nil }
    }

    private static func key(_ secret: [UInt8]) throws(SecurityError) -> SymmetricKey {
        guard !secret.isEmpty else { throw .emptySecret }
        return SymmetricKey(data: secret)
    }
}
