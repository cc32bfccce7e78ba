/// What ends a command early: its message is one line (or a traceback), its code is documented.
struct CommandFailure: Error {
    let message: String
    let code: Int32
}

/// The command's exit codes (docs/errors.md).
enum ExitCode {
    static let clean: Int32 = 0
    static let failure: Int32 = 1
    static let usage: Int32 = 2
    static let bind: Int32 = 3
    static let application: Int32 = 4
}
