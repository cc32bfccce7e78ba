internal import Crypto

/// A value, a separator, and an HMAC of the value in URL-safe base64: what `Signer` is in Django and in itsdangerous. How the
/// keys are made and what a separator may be are theirs.
struct SeparatorSigner: Sendable {
    /// The first signs, all verify.
    let keys: [SymmetricKey]
    let separator: [UInt8]
    let algorithm: DigestAlgorithm

    func sign(_ value: [UInt8]) -> [UInt8] {
        value + separator + signature(value[...], keys[0])
    }

    /// The value; `SecurityError.malformed` without a separator, else `SecurityError.badSignature`.
    func unsign(_ signed: ArraySlice<UInt8>) throws(SecurityError) -> ArraySlice<UInt8> {
        guard let (value, passed) = split(signed) else { throw .malformed }
        for key in keys where ConstantTime.equal(passed, signature(value, key)) { return value }
        throw .badSignature
    }

    func split(_ bytes: ArraySlice<UInt8>) -> (before: ArraySlice<UInt8>, behind: ArraySlice<UInt8>)? {
        bytes.splitLast(separator)
    }

    func join(_ value: [UInt8], _ more: [UInt8]) -> [UInt8] { value + separator + more }

    private func signature(_ value: ArraySlice<UInt8>, _ key: SymmetricKey) -> [UInt8] {
        Base64.urlSafe.encode(algorithm.hmac(value, key: key))
    }
}
