/// What is wrong with an environ, or with the body behind it: becomes the answer's status, with a line in the log.
public struct EnvironError: Error, Sendable, Equatable, CustomStringConvertible {
    /// 400, or 413 for a body that is too long.
    public let status: Int
    /// The key at fault, such as `CONTENT_LENGTH`.
    public let key: String
    /// What is wrong with it, for the log.
    public let reason: String

    init(_ key: String, _ reason: String, status: Int = 400) {
        self.status = status
        self.key = key
        self.reason = reason
    }

    /// `environ['CONTENT_LENGTH'] is no number`.
    public var description: String { "environ['\(key)'] \(reason)" }
}
