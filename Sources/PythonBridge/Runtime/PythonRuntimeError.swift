/// Why an interpreter could not be found, loaded or started.
public struct PythonRuntimeError: Error, Sendable, CustomStringConvertible {
    enum Code: Sendable {
        case notFound
        case probeFailed
        case libraryMissing
        case incompatible
        case startFailed
        case wrongState
    }

    let code: Code

    /// One line that says what is wrong and what to do about it.
    public let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// No Python where one was looked for.
    public var isNotFound: Bool { code == .notFound }

    /// A Python is there, but no shared libpython that could be embedded.
    public var isLibraryMissing: Bool { code == .libraryMissing }

    /// The interpreter lacks functions that Crosswind needs: older than 3.9, or not CPython.
    public var isIncompatible: Bool { code == .incompatible }
}
