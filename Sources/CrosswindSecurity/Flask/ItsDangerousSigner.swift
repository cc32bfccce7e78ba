internal import Crypto

/// itsdangerous' `Signer`: `value.signature`, the bytes that Flask and much else in Python sign with.
public struct ItsDangerousSigner: Sendable {
    let signer: SeparatorSigner

    /// A signer like `Signer(secret_key, salt=…, key_derivation=…, digest_method=…)` with the separator `.`.
    ///
    /// - Parameters:
    ///   - keys: The current one signs, all verify. (itsdangerous takes a list with the current one last.)
    ///   - salt: What the signatures are for.
    ///   - derivation: How the key is made of them.
    ///   - algorithm: The hash of HMAC and of the derivation.
    public init(
        keys: SecretKeys, salt: String = "itsdangerous.Signer", derivation: KeyDerivation = .djangoConcat,
        algorithm: DigestAlgorithm = .sha1
    ) {
        self.init(keys: keys, salt: salt, checked: ".", derivation: derivation, algorithm: algorithm)
    }

    /// A signer with another separator.
    ///
    /// - Throws: `SecurityError.unsafeSeparator` for one that a signature may contain.
    public init(
        keys: SecretKeys, salt: String = "itsdangerous.Signer", separator: String,
        derivation: KeyDerivation = .djangoConcat, algorithm: DigestAlgorithm = .sha1
    ) throws(SecurityError) {
        let isUnsafe = separator.utf8.allSatisfy {
            65...90 ~= $0 || 97...122 ~= $0 || 48...57 ~= $0 || $0 == 45 || $0 == 95 || $0 == 61
        }
        guard !isUnsafe else { throw .unsafeSeparator }
        self.init(keys: keys, salt: salt, checked: separator, derivation: derivation, algorithm: algorithm)
    }

    private init(
        keys: SecretKeys, salt: String, checked separator: String, derivation: KeyDerivation,
        algorithm: DigestAlgorithm
    ) {
        signer = SeparatorSigner(
            keys: keys.all.map { derivation.derive($0, salt: Array(salt.utf8), algorithm) },
            separator: Array(separator.utf8), algorithm: algorithm)
    }

    /// `value`, the separator and the signature.
    public func sign(_ value: [UInt8]) -> [UInt8] { signer.sign(value) }

    /// `value`, the separator and the signature.
    public func sign(_ value: String) -> String { String(decoding: sign(Array(value.utf8)), as: UTF8.self) }

    /// The value of what `sign` made.
    ///
    /// - Throws: `SecurityError.malformed` without a separator, else `SecurityError.badSignature`.
    public func unsign(_ signed: [UInt8]) throws(SecurityError) -> [UInt8] { Array(try signer.unsign(signed[...])) }

    /// The value of what `sign` made; otherwise as `unsign` for bytes.
    public func unsign(_ signed: String) throws(SecurityError) -> String {
        String(decoding: try signer.unsign(Array(signed.utf8)[...]), as: UTF8.self)
    }
}
