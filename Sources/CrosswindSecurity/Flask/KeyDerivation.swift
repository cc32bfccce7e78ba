internal import Crypto

/// How itsdangerous makes the key of a signature from a secret key and a salt (its parameter `key_derivation`).
public struct KeyDerivation: Sendable, Equatable {
    private enum Code { case concat, djangoConcat, hmac, none }

    private let code: Code

    /// The hash of salt and key.
    public static var concat: Self { Self(code: .concat) }
    /// The hash of salt, the word `signer` and key: itsdangerous' default.
    public static var djangoConcat: Self { Self(code: .djangoConcat) }
    /// HMAC of the salt under the key: Flask's sessions.
    public static var hmac: Self { Self(code: .hmac) }
    /// The key itself; the salt does nothing.
    public static var none: Self { Self(code: .none) }

    func derive(_ key: [UInt8], salt: [UInt8], _ algorithm: DigestAlgorithm) -> SymmetricKey {
        switch code {
        case .concat: SymmetricKey(data: algorithm.digest(salt, key))
        case .djangoConcat: SymmetricKey(data: algorithm.digest(salt, Array("signer".utf8), key))
        case .hmac: SymmetricKey(data: algorithm.hmac(salt, key: key))
        case .none: SymmetricKey(data: key)
        }
    }
}
