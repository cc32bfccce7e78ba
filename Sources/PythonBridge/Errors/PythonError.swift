internal import CPythonABI

/// An exception that came out of Python, or one that Swift wants to raise there.
///
/// One pointer wide, so that functions which throw it cost their callers a nil compare. What it says is worked out when it
/// is caught, attached; afterwards it can be read and kept by any thread. It holds the exception object, with the frames
/// its traceback refers to, until it is dropped.
public struct PythonError: Error, Sendable {
    final class Storage: Sendable {
        let report: ExceptionReport
        let kind: Kind
        /// Nil for an error made in Swift.
        let exception: PyShared?

        init(report: ExceptionReport, kind: Kind, exception: PyShared?) {
            self.report = report
            self.kind = kind
            self.exception = exception
        }
    }

    let storage: Storage

    /// An error to be raised as a Python exception of this kind. On any thread.
    public init(_ kind: Kind, _ message: String) {
        let report = ExceptionReport(
            typeName: kind.name, message: message, traceback: "\(kind.name): \(message)\n", systemExitCode: nil,
            isKeyboardInterrupt: false)
        storage = Storage(report: report, kind: kind, exception: nil)
    }

    init(caught exception: consuming PyStored, report: ExceptionReport) {
        storage = Storage(report: report, kind: .runtimeError, exception: PyShared(exception))
    }

    /// The exception type's name, with its module unless that is `builtins`: `KeyError`, `sqlite3.OperationalError`.
    public var typeName: String { storage.report.typeName }

    /// `str()` of the exception.
    public var message: String { storage.report.message }

    /// What Python would print: the traceback with its chain of causes and contexts, ending in a newline.
    public var traceback: String { storage.report.traceback }

    /// The status a `SystemExit` asks for (0 for none, 1 for a message), nil for any other exception.
    public var systemExitCode: Int32? { storage.report.systemExitCode }

    /// Whether this is a `KeyboardInterrupt`.
    public var isKeyboardInterrupt: Bool { storage.report.isKeyboardInterrupt }

    /// Whether Swift made this error, rather than Python code.
    public var isFromSwift: Bool { storage.exception == nil }
}

extension PythonError: CustomStringConvertible {
    /// `typeName: message`, on one line as far as the message is.
    public var description: String { message.isEmpty ? typeName : "\(typeName): \(message)" }
}
