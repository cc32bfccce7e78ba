internal import Crypto

/// Django's `django.core.signing.Signer`: `value:signature`, an HMAC under a key that is made of a salt and `SECRET_KEY`.
///
/// The salt says what a signature is for, so that one made for a purpose is worth nothing for another. The default is
/// Django's own for a `Signer()` without one.
public struct DjangoSigner: Sendable {
    let signer: SeparatorSigner

    /// A signer like `Signer(key=…, salt=…)`.
    ///
    /// - Parameters:
    ///   - keys: The first signs, all verify.
    ///   - salt: What the signatures are for.
    ///   - separator: What stands between value and signature; not made of what a signature is made of.
    ///   - algorithm: `sha256`; `sha1` for what Django before 3.1 signed.
    /// - Throws: `SecurityError.unsafeSeparator`.
    public init(
        keys: SecretKeys, salt: String = "django.core.signing.Signer", separator: String,
        algorithm: DigestAlgorithm = .sha256
    ) throws(SecurityError) {
        guard !Self.isUnsafe(separator) else { throw .unsafeSeparator }
        self.init(keys: keys, salt: salt, checked: separator, algorithm: algorithm)
    }

    /// A signer with Django's separator, the colon.
    public init(
        keys: SecretKeys, salt: String = "django.core.signing.Signer", algorithm: DigestAlgorithm = .sha256
    ) {
        self.init(keys: keys, salt: salt, checked: ":", algorithm: algorithm)
    }

    private init(keys: SecretKeys, salt: String, checked separator: String, algorithm: DigestAlgorithm) {
        signer = SeparatorSigner(
            keys: Self.derive(keys, salt: salt + "signer", algorithm), separator: Array(separator.utf8),
            algorithm: algorithm)
    }

    /// `value`, the separator and the signature.
    public func sign(_ value: String) -> String {
        String(decoding: signer.sign(Array(value.utf8)), as: UTF8.self)
    }

    /// The value of what `sign` made.
    ///
    /// - Throws: `SecurityError.malformed` without a separator, else `SecurityError.badSignature`.
    public func unsign(_ signed: String) throws(SecurityError) -> String {
        String(decoding: try signer.unsign(Array(signed.utf8)[...]), as: UTF8.self)
    }

    /// `json` signed (Django's `sign_object`).
    ///
    /// - Parameters:
    ///   - json: What to sign.
    ///   - compress: Whether to compress it where that makes it shorter.
    public func signObject(_ json: JSONValue, compress: Bool = false) -> String {
        String(decoding: signer.sign(SignedPayload.encode(json.bytes, compress: compress)), as: UTF8.self)
    }

    /// The JSON of what `signObject` made (Django's `unsign_object`).
    ///
    /// - Parameters:
    ///   - signed: What a client sent.
    ///   - limit: Bytes of JSON, at most.
    /// - Throws: `SecurityError`, also `.badPayload` and `.payloadTooLarge`.
    public func unsignObject(_ signed: String, limit: Int = 1 << 20) throws(SecurityError) -> JSONValue {
        let payload = try signer.unsign(Array(signed.utf8)[...])
        return try JSONValue(parsing: SignedPayload.decode(payload, limit: limit))
    }

    /// The key of Django's `salted_hmac`.
    static func derive(_ keys: SecretKeys, salt: String, _ algorithm: DigestAlgorithm) -> [SymmetricKey] {
        keys.all.map { SymmetricKey(data: algorithm.digest(Array(salt.utf8), $0)) }
    }

    /// Django's pattern `^[A-z0-9-_=]*$`: `A-z` takes in what stands between the two alphabets.
    private static func isUnsafe(_ separator: String) -> Bool {
        separator.utf8.allSatisfy { 65...122 ~= $0 || 48...57 ~= $0 || $0 == 45 || $0 == 61 }
    }
}
