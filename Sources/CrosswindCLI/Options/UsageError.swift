/// What was wrong with the command line or its environment, in one line that names the remedy.
///
/// Thrown before anything is started; the process ends with `exitCode`.
public struct UsageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One line without a trailing newline and without the program's name.
    public let message: String
    /// 2, as gunicorn, uvicorn and every `getopt` program have it.
    public let exitCode: Int32 = 2

    /// An error that says `message`.
    public init(_ message: String) { self.message = message }

    /// The message.
    public var description: String { message }

    /// The same error, told of the option or variable it came from.
    func about(_ source: String) -> UsageError { UsageError("\(source): \(message)") }
}
