/// itsdangerous' `TimestampSigner`: `value.time.signature`, so that a reader can refuse what is too old.
public struct ItsDangerousTimestampSigner: Sendable {
    private let signer: SeparatorSigner

    /// A signer like `TimestampSigner(secret_key, …)`; see `ItsDangerousSigner` for the parameters.
    public init(
        keys: SecretKeys, salt: String = "itsdangerous.Signer", derivation: KeyDerivation = .djangoConcat,
        algorithm: DigestAlgorithm = .sha1
    ) {
        signer = ItsDangerousSigner(keys: keys, salt: salt, derivation: derivation, algorithm: algorithm).signer
    }

    /// A signer with another separator.
    ///
    /// - Throws: `SecurityError.unsafeSeparator` for one that a signature may contain.
    public init(
        keys: SecretKeys, salt: String = "itsdangerous.Signer", separator: String,
        derivation: KeyDerivation = .djangoConcat, algorithm: DigestAlgorithm = .sha1
    ) throws(SecurityError) {
        signer = try ItsDangerousSigner(
            keys: keys, salt: salt, separator: separator, derivation: derivation, algorithm: algorithm
        ).signer
    }

    /// `value`, the time and the signature.
    public func sign(_ value: String, at now: Int64 = WallClock.seconds()) -> String {
        String(decoding: sign(Array(value.utf8), now), as: UTF8.self)
    }

    /// The value of what `sign` made.
    ///
    /// - Parameters:
    ///   - signed: What a client sent.
    ///   - maxAge: Seconds since signing after which it is refused; `nil` for never.
    ///   - now: Seconds since 1970.
    /// - Throws: `SecurityError.malformed`, `.badSignature`; with a `maxAge` also `.expired`, and `.notYetValid` for what
    ///   was signed in the future, which itsdangerous refuses too.
    public func unsign(
        _ signed: String, maxAge: Int64? = nil, at now: Int64 = WallClock.seconds()
    ) throws(SecurityError) -> String {
        String(decoding: try unsign(Array(signed.utf8)[...], maxAge, now), as: UTF8.self)
    }

    func sign(_ value: [UInt8], _ now: Int64) -> [UInt8] {
        signer.sign(signer.join(value, Base64.urlSafe.encode(Self.bytes(max(0, now)))))
    }

    func unsign(
        _ signed: ArraySlice<UInt8>, _ maxAge: Int64?, _ now: Int64
    ) throws(SecurityError) -> ArraySlice<UInt8> {
        guard let (value, text) = signer.split(try signer.unsign(signed)), let timestamp = Self.time(text) else {
            throw .malformed
        }
        guard let maxAge else { return value }
        guard timestamp <= now else { throw .notYetValid }
        guard now - timestamp <= maxAge else { throw .expired }
        return value
    }

    /// Big-endian without leading zeros; zero is no byte at all.
    private static func bytes(_ time: Int64) -> [UInt8] {
        let bytes = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: time >> Int64($0)) }
        return Array(bytes.drop { $0 == 0 })
    }

    private static func time(_ text: ArraySlice<UInt8>) -> Int64? {
        guard let bytes = Base64.urlSafe.decode(text), bytes.count <= 8 else { return nil }
        let value = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int64(exactly: value)
    }
}
