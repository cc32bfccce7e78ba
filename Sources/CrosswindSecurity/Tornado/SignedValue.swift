/// Values that a client keeps and cannot change: what Tornado's signed (once "secure") cookies hold, byte for byte
/// (`create_signed_value`, `decode_signed_value`, `get_signature_key_version`). They are signed, not encrypted.
///
/// ```swift
/// let cookie = try SignedValue.create("alice", name: "user", secret: secret)
/// let user = try SignedValue.decode(cookie, name: "user", secret: secret)
/// ```
///
/// The work is linear in the length of what is given, whatever it holds.
public enum SignedValue {
    /// Days for which a value is believed, unless said otherwise (Tornado's `max_age_days`).
    public static var defaultMaxAgeDays: Double { 31 }

    /// Signs `value` for `name`.
    ///
    /// - Parameters:
    ///   - value: Any bytes.
    ///   - name: What the value is for, usually the cookie's name. Signed too, so that one cookie can't stand for another.
    ///   - secret: The secret, or the secrets of which the current one signs.
    ///   - version: 2 (HMAC-SHA256). 1 (HMAC-SHA1) is for readers older than Tornado 3.2.1.
    ///   - keyVersion: Which of several secrets signs; the current one if `nil`.
    ///   - now: Seconds since 1970.
    /// - Throws: `SecurityError.unsupportedVersion` for other versions, and for 1 with secrets by version;
    ///   `SecurityError.unknownKeyVersion` for a key version without a secret.
    public static func create(
        _ value: [UInt8], name: String, secret: CookieSecret, version: Int = 2, keyVersion: Int? = nil,
        at now: Int64 = WallClock.seconds()
    ) throws(SecurityError) -> String {
        switch version {
        case 1: try createVersion1(value, name: name, secret: secret, now: now)
        case 2: try createVersion2(value, name: name, secret: secret, keyVersion: keyVersion, now: now)
        default: throw .unsupportedVersion
        }
    }

    /// Signs the UTF-8 bytes of `value`; otherwise as `create` for bytes.
    public static func create(
        _ value: String, name: String, secret: CookieSecret, version: Int = 2, keyVersion: Int? = nil,
        at now: Int64 = WallClock.seconds()
    ) throws(SecurityError) -> String {
        try create(
            Array(value.utf8), name: name, secret: secret, version: version, keyVersion: keyVersion, at: now)
    }

    /// The bytes that were signed.
    ///
    /// - Parameters:
    ///   - signed: What a client sent.
    ///   - name: What the value must have been signed for.
    ///   - secret: The secret, or all secrets that are still believed.
    ///   - maxAgeDays: Days since signing after which it is refused; fractions count.
    ///   - minVersion: 2 refuses values of version 1. More than 2 refuses everything.
    ///   - now: Seconds since 1970.
    /// - Throws: `SecurityError` that says why it is not believed. Treat all of them as "there is no cookie".
    public static func decode(
        _ signed: String, name: String, secret: CookieSecret, maxAgeDays: Double = defaultMaxAgeDays,
        minVersion: Int = 1, at now: Int64 = WallClock.seconds()
    ) throws(SecurityError) -> [UInt8] {
        let bytes = Array(signed.utf8)
        guard !bytes.isEmpty else { throw .malformed }
        let version = version(of: bytes)
        guard version >= minVersion else { throw .unsupportedVersion }
        let oldest = Double(now) - maxAgeDays * 86_400
        switch version {
        case 1: return try decodeVersion1(bytes, name: name, secret: secret, oldest: oldest, now: now)
        case 2: return try decodeVersion2(bytes, name: name, secret: secret, oldest: oldest)
        default: throw .unsupportedVersion
        }
    }

    /// The key version that `signed` claims to be signed with, *not verified*; `nil` if it has none (version 1, or not a
    /// signed value).
    public static func keyVersion(of signed: String) -> Int? {
        let bytes = Array(signed.utf8)
        guard version(of: bytes) == 2 else { return nil }
        return try? Version2(bytes).keyVersion
    }

    /// A number without leading zeros in front of the first `|`; else 1, which had no number and began with the value.
    /// So may a number above 999: base64 of a whole value has four letters or more.
    static func version(of bytes: [UInt8]) -> Int {
        var value = 0
        for (index, byte) in bytes.prefix(4).enumerated() {
            if byte == 124, index > 0 { return value }
            guard 48...57 ~= byte, index > 0 || byte != 48 else { return 1 }
            value = value * 10 + Int(byte - 48)
        }
        return 1
    }
}
