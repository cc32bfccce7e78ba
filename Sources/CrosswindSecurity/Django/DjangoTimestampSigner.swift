/// Django's `django.core.signing.TimestampSigner`: `value:time:signature`, so that a reader can refuse what is too old.
public struct DjangoTimestampSigner: Sendable {
    private let signer: SeparatorSigner

    /// A signer like `TimestampSigner(key=…, salt=…)`; see `DjangoSigner` for the parameters.
    ///
    /// - Throws: `SecurityError.unsafeSeparator`.
    public init(
        keys: SecretKeys, salt: String = "django.core.signing.TimestampSigner", separator: String,
        algorithm: DigestAlgorithm = .sha256
    ) throws(SecurityError) {
        signer = try DjangoSigner(keys: keys, salt: salt, separator: separator, algorithm: algorithm).signer
    }

    /// A signer with Django's separator, the colon.
    public init(
        keys: SecretKeys, salt: String = "django.core.signing.TimestampSigner", algorithm: DigestAlgorithm = .sha256
    ) {
        signer = DjangoSigner(keys: keys, salt: salt, algorithm: algorithm).signer
    }

    /// `value`, the time and the signature.
    public func sign(_ value: String, at now: Int64 = WallClock.seconds()) -> String {
        String(decoding: sign(Array(value.utf8), now), as: UTF8.self)
    }

    /// The value of what `sign` made.
    ///
    /// - Parameters:
    ///   - signed: What a client sent.
    ///   - maxAge: Seconds since signing after which it is refused; `nil` for never. Like Django, it believes what was
    ///     signed in the future.
    ///   - now: Seconds since 1970.
    /// - Throws: `SecurityError.malformed`, `.badSignature`, `.expired`.
    public func unsign(
        _ signed: String, maxAge: Int64? = nil, at now: Int64 = WallClock.seconds()
    ) throws(SecurityError) -> String {
        String(decoding: try unsign(Array(signed.utf8)[...], maxAge, now), as: UTF8.self)
    }

    /// `json` signed with the time (Django's `signing.dumps` is that with the salt `django.core.signing`).
    ///
    /// - Parameters:
    ///   - json: What to sign.
    ///   - compress: Whether to compress it where that makes it shorter.
    ///   - now: Seconds since 1970.
    public func signObject(_ json: JSONValue, compress: Bool = false, at now: Int64 = WallClock.seconds()) -> String {
        String(decoding: sign(SignedPayload.encode(json.bytes, compress: compress), now), as: UTF8.self)
    }

    /// The JSON of what `signObject` made.
    ///
    /// - Parameters:
    ///   - signed: What a client sent.
    ///   - maxAge: Seconds since signing after which it is refused; `nil` for never.
    ///   - limit: Bytes of JSON, at most.
    ///   - now: Seconds since 1970.
    /// - Throws: `SecurityError`.
    public func unsignObject(
        _ signed: String, maxAge: Int64? = nil, limit: Int = 1 << 20, at now: Int64 = WallClock.seconds()
    ) throws(SecurityError) -> JSONValue {
        let payload = try unsign(Array(signed.utf8)[...], maxAge, now)
        return try JSONValue(parsing: SignedPayload.decode(payload, limit: limit))
    }

    private func sign(_ value: [UInt8], _ now: Int64) -> [UInt8] {
        signer.sign(signer.join(value, Base62.encode(now)))
    }

    private func unsign(
        _ signed: ArraySlice<UInt8>, _ maxAge: Int64?, _ now: Int64
    ) throws(SecurityError) -> ArraySlice<UInt8> {
        guard let (value, text) = signer.split(try signer.unsign(signed)), let timestamp = Base62.decode(text) else {
            throw .malformed
        }
        let (age, overflow) = now.subtractingReportingOverflow(timestamp)
        if let maxAge, overflow ? timestamp < now : age > maxAge { throw .expired }
        return value
    }
}
