/// itsdangerous' `URLSafeTimedSerializer`: signed JSON that can stand in a URL and knows when it was signed. Links for
/// resetting a password are its common use.
public struct URLSafeTimedSerializer: Sendable {
    private let signer: ItsDangerousTimestampSigner

    /// A serializer like `URLSafeTimedSerializer(secret_key, salt=…, signer_kwargs=…)`.
    public init(
        keys: SecretKeys, salt: String = "itsdangerous", derivation: KeyDerivation = .djangoConcat,
        algorithm: DigestAlgorithm = .sha1
    ) {
        signer = ItsDangerousTimestampSigner(keys: keys, salt: salt, derivation: derivation, algorithm: algorithm)
    }

    /// `json` signed with the time; compressed where that makes it shorter.
    public func dumps(_ json: JSONValue, at now: Int64 = WallClock.seconds()) -> String {
        String(decoding: signer.sign(SignedPayload.encode(json.bytes, compress: true), now), as: UTF8.self)
    }

    /// The JSON that was signed.
    ///
    /// - Parameters:
    ///   - signed: What a client sent.
    ///   - maxAge: Seconds since signing after which it is refused; `nil` for never.
    ///   - limit: Bytes of JSON, at most.
    ///   - now: Seconds since 1970.
    /// - Throws: `SecurityError` that says why it is not believed.
    public func loads(
        _ signed: String, maxAge: Int64? = nil, limit: Int = 1 << 20, at now: Int64 = WallClock.seconds()
    ) throws(SecurityError) -> JSONValue {
        let payload = try signer.unsign(Array(signed.utf8)[...], maxAge, now)
        return try JSONValue(parsing: SignedPayload.decode(payload, limit: limit))
    }
}
