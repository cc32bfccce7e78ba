internal import Crypto

/// A hash function that signatures are made with.
public struct DigestAlgorithm: Sendable, Equatable {
    private enum Code { case sha1, sha256, sha384, sha512 }

    private let code: Code

    /// SHA-1. Broken for documents, not for HMAC; Flask's sessions and Django's old signatures use it.
    public static var sha1: Self { Self(code: .sha1) }
    /// SHA-256.
    public static var sha256: Self { Self(code: .sha256) }
    /// SHA-384.
    public static var sha384: Self { Self(code: .sha384) }
    /// SHA-512.
    public static var sha512: Self { Self(code: .sha512) }

    /// The hash of `parts`, one behind the other.
    func digest(_ parts: [UInt8]...) -> [UInt8] {
        switch code {
        case .sha1: Self.hash(Insecure.SHA1(), parts)
        case .sha256: Self.hash(SHA256(), parts)
        case .sha384: Self.hash(SHA384(), parts)
        case .sha512: Self.hash(SHA512(), parts)
        }
    }

    /// HMAC (RFC 2104) of `message` under `key`.
    func hmac(_ message: some Collection<UInt8>, key: SymmetricKey) -> [UInt8] {
        let message = Array(message)
        return switch code {
        case .sha1: Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
        case .sha256: Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
        case .sha384: Array(HMAC<SHA384>.authenticationCode(for: message, using: key))
        case .sha512: Array(HMAC<SHA512>.authenticationCode(for: message, using: key))
        }
    }

    /// HMAC of `message` under the bytes of `key`.
    func hmac(_ message: some Collection<UInt8>, key: [UInt8]) -> [UInt8] {
        hmac(message, key: SymmetricKey(data: key))
    }

    private static func hash<Hash: HashFunction>(_ hash: consuming Hash, _ parts: [[UInt8]]) -> [UInt8] {
        for part in parts { hash.update(data: part) }
        return Array(hash.finalize())
    }
}
