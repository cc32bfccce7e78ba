/// What Django and Flask call `SECRET_KEY` and `SECRET_KEY_FALLBACKS`: a key that signs, and former ones that still
/// verify.
public struct SecretKeys: Sendable, ExpressibleByStringLiteral {
    /// The current key first.
    let all: [[UInt8]]

    /// The settings as text.
    ///
    /// - Throws: `SecurityError.emptySecret`.
    public init(_ secretKey: String, fallbacks: [String] = []) throws(SecurityError) {
        let all = ([secretKey] + fallbacks).map { Array($0.utf8) }
        guard all.allSatisfy({ !$0.isEmpty }) else { throw .emptySecret }
        self.all = all
    }

    /// A key that the program spells out. An empty one is a programming error and traps.
    public init(stringLiteral secretKey: String) {
        precondition(!secretKey.isEmpty, "an empty SECRET_KEY")
        all = [Array(secretKey.utf8)]
    }

    private init(all: [[UInt8]]) { self.all = all }

    /// The same keys behind `prefix`.
    func prefixed(_ prefix: String) -> SecretKeys {
        SecretKeys(all: all.map { Array(prefix.utf8) + $0 })
    }
}
