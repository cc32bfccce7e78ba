import Crosswind
import CryptoExtras
import Foundation

/// Passwords as they are kept: scrypt (RFC 7914) with a salt, `scrypt$15$8$1$salt$key`.
enum Passwords {
    /// 32 MiB and some hundred milliseconds a password: far too long for an event loop, and too much memory for many at
    /// once, hence threads of their own, and few.
    static let executor = ThreadPoolExecutor(maxWorkers: 2, threadName: "passwords")

    private static let logRounds = 15
    private static let blockSize = 8
    private static let parallelism = 1
    private static let keyLength = 32

    /// What to keep of a password. Blocks.
    static func hash(_ password: String) throws -> String {
        var random = SystemRandomNumberGenerator()
        let salt = Data((0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        let key = try derive(password, salt, logRounds, blockSize, parallelism)
        let parameters = "scrypt$\(logRounds)$\(blockSize)$\(parallelism)"
        return "\(parameters)$\(salt.base64EncodedString())$\(key.base64EncodedString())"
    }

    /// Whether it was this password that was kept. Blocks.
    static func verify(_ password: String, _ kept: String) throws -> Bool {
        let parts = kept.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]), 1...20 ~= rounds,
            let size = Int(parts[2]), let lanes = Int(parts[3]), let salt = Data(base64Encoded: parts[4]),
            let key = Data(base64Encoded: parts[5])
        else { return false }
        let found = try derive(password, salt, rounds, size, lanes)
        // All bytes, wherever they differ.
        return found.count == key.count && zip(found, key).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// As long as a wrong password takes, for a name that nobody has: the time must not tell who is an author.
    static func verifyNobody(_ password: String) throws {
        _ = try derive(password, Data(count: 16), logRounds, blockSize, parallelism)
    }

    private static func derive(
        _ password: String, _ salt: Data, _ logRounds: Int, _ size: Int, _ lanes: Int
    ) throws -> Data {
        let key = try KDF.Scrypt.deriveKey(
            from: Data(password.utf8), salt: salt, outputByteCount: keyLength, rounds: 1 << logRounds, blockSize: size,
            parallelism: lanes)
        return key.withUnsafeBytes { Data($0) }
    }
}
