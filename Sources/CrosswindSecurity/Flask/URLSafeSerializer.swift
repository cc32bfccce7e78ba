/// itsdangerous' `URLSafeSerializer`: signed JSON that can stand in a URL.
public struct URLSafeSerializer: Sendable {
    private let signer: SeparatorSigner

    /// A serializer like `URLSafeSerializer(secret_key, salt=…, signer_kwargs=…)`.
    public init(
        keys: SecretKeys, salt: String = "itsdangerous", derivation: KeyDerivation = .djangoConcat,
        algorithm: DigestAlgorithm = .sha1
    ) {
        signer = ItsDangerousSigner(keys: keys, salt: salt, derivation: derivation, algorithm: algorithm).signer
    }

    /// `json` signed; compressed where that makes it shorter.
    public func dumps(_ json: JSONValue) -> String {
        String(decoding: signer.sign(SignedPayload.encode(json.bytes, compress: true)), as: UTF8.self)
    }

    /// The JSON that was signed.
    ///
    /// - Parameters:
    ///   - signed: What a client sent.
    ///   - limit: Bytes of JSON, at most.
    /// - Throws: `SecurityError` that says why it is not believed.
    public func loads(_ signed: String, limit: Int = 1 << 20) throws(SecurityError) -> JSONValue {
        let payload = try signer.unsign(Array(signed.utf8)[...])
        return try JSONValue(parsing: SignedPayload.decode(payload, limit: limit))
    }
}
