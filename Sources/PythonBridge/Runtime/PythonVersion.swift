/// The version of the interpreter in this process.
public struct PythonVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// 3.
    public let major: Int
    /// 13 in 3.13.1.
    public let minor: Int
    /// 1 in 3.13.1.
    public let micro: Int

    /// A version by its numbers.
    public init(major: Int, minor: Int, micro: Int = 0) {
        self.major = major
        self.minor = minor
        self.micro = micro
    }

    /// Reads `3.13.1`, `3.14.0rc2 (main, …)`; nil if it does not begin so.
    public init?(_ text: some StringProtocol) {
        let parts = text.prefix { $0 != " " }.split(separator: ".")
        guard parts.count >= 2, let major = Int(parts[0]), let minor = Int(parts[1].prefix { $0.isNumber }) else {
            return nil
        }
        let micro = parts.count > 2 ? Int(parts[2].prefix { $0.isNumber }) ?? 0 : 0
        self.init(major: major, minor: minor, micro: micro)
    }

    /// `3.13.1`.
    public var description: String { "\(major).\(minor).\(micro)" }

    /// By number.
    public static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.micro) < (right.major, right.minor, right.micro)
    }
}
