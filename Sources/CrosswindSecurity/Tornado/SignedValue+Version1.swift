internal import Crypto

// value "|" timestamp "|" HMAC-SHA1(name value timestamp) in hexadecimal. Nothing stands between the parts that are
// signed, hence the two checks of the timestamp: digits could have moved there from the end of the value.

extension SignedValue {
    static func createVersion1(
        _ value: [UInt8], name: String, secret: CookieSecret, now: Int64
    ) throws(SecurityError) -> String {
        let encoded = Base64.standard.encode(value)
        let timestamp = Array(String(now).utf8)
        let signature = try signVersion1(name, encoded[...], timestamp[...], secret)
        return String(decoding: encoded + [124] + timestamp + [124] + signature, as: UTF8.self)
    }

    static func decodeVersion1(
        _ bytes: [UInt8], name: String, secret: CookieSecret, oldest: Double, now: Int64
    ) throws(SecurityError) -> [UInt8] {
        let parts = bytes.split(separator: 124, maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .malformed }
        let signature = try signVersion1(name, parts[0], parts[1], secret)
        guard ConstantTime.equal(parts[2], signature) else { throw .badSignature }
        guard let timestamp = Decimal.parse(parts[1]) else { throw .malformed }
        guard Double(timestamp) >= oldest else { throw .expired }
        guard timestamp <= now + 31 * 86_400 else { throw .notYetValid }
        guard parts[1].first != 48 else { throw .malformed }
        guard let value = Base64.standard.decode(parts[0]) else { throw .badPayload }
        return value
    }

    private static func signVersion1(
        _ name: String, _ value: ArraySlice<UInt8>, _ timestamp: ArraySlice<UInt8>, _ secret: CookieSecret
    ) throws(SecurityError) -> [UInt8] {
        guard case .one(let key) = secret.keys else { throw .unsupportedVersion }
        var message = Array(name.utf8)
        message += value
        message += timestamp
        return Hex.encode(DigestAlgorithm.sha1.hmac(message, key: key))
    }
}
