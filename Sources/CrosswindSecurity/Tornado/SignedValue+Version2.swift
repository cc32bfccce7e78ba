internal import Crypto

// "2|" and the fields key version, timestamp, name and value, each as length ":" bytes "|"; then HMAC-SHA256 of all that
// in hexadecimal.

extension SignedValue {
    /// The fields of a value of version 2, as they claim to be.
    struct Version2 {
        let keyVersion: Int
        let timestamp: ArraySlice<UInt8>
        let name: ArraySlice<UInt8>
        let value: ArraySlice<UInt8>
        let signed: ArraySlice<UInt8>
        let signature: ArraySlice<UInt8>

        init(_ bytes: [UInt8]) throws(SecurityError) {
            var rest = bytes.dropFirst(2)
            let key = try Self.field(&rest)
            timestamp = try Self.field(&rest)
            name = try Self.field(&rest)
            value = try Self.field(&rest)
            signature = rest
            signed = bytes[..<rest.startIndex]
            guard let version = Decimal.parse(key) else { throw .malformed }
            keyVersion = Int(version)
        }

        private static func field(_ rest: inout ArraySlice<UInt8>) throws(SecurityError) -> ArraySlice<UInt8> {
            // Eighteen digits and the colon: a length that is longer is none, and is not searched for.
            guard let colon = rest.prefix(19).firstIndex(of: 58), let length = Decimal.parse(rest[..<colon]),
                length < rest.endIndex - (colon + 1)
            else { throw .malformed }
            let end = colon + 1 + Int(length)
            guard rest[end] == 124 else { throw .malformed }
            defer { rest = rest[(end + 1)...] }
            return rest[(colon + 1)..<end]
        }
    }

    static func createVersion2(
        _ value: [UInt8], name: String, secret: CookieSecret, keyVersion: Int?, now: Int64
    ) throws(SecurityError) -> String {
        let keyVersion = keyVersion ?? secret.currentKeyVersion ?? 0
        let key = try key(keyVersion, of: secret)
        var output: [UInt8] = [50, 124]
        output.reserveCapacity(value.count * 4 / 3 + 160)
        append(Array(String(keyVersion).utf8), to: &output)
        append(Array(String(now).utf8), to: &output)
        append(Array(name.utf8), to: &output)
        append(Base64.standard.encode(value), to: &output)
        Hex.append(DigestAlgorithm.sha256.hmac(output, key: key), to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    static func decodeVersion2(
        _ bytes: [UInt8], name: String, secret: CookieSecret, oldest: Double
    ) throws(SecurityError) -> [UInt8] {
        let fields = try Version2(bytes)
        let key = try key(fields.keyVersion, of: secret)
        let signature = Hex.encode(DigestAlgorithm.sha256.hmac(fields.signed, key: key))
        guard ConstantTime.equal(fields.signature, signature) else { throw .badSignature }
        guard fields.name.elementsEqual(name.utf8) else { throw .wrongName }
        guard let timestamp = Decimal.parse(fields.timestamp) else { throw .malformed }
        guard Double(timestamp) >= oldest else { throw .expired }
        guard let value = Base64.standard.decode(fields.value) else { throw .badPayload }
        return value
    }

    private static func append(_ field: [UInt8], to output: inout [UInt8]) {
        output += String(field.count).utf8
        output.append(58)
        output += field
        output.append(124)
    }

    /// A single secret goes with every key version, as in Tornado.
    private static func key(_ version: Int, of secret: CookieSecret) throws(SecurityError) -> SymmetricKey {
        switch secret.keys {
        case .one(let key): return key
        case .versions(let keys, _):
            guard let key = keys[version] else { throw .unknownKeyVersion }
            return key
        }
    }
}
