import Logging
import PythonBridge

/// `--lint`: an application with the checks of `crosswind._develop.lint` around it.
enum Lint {
    private final class Sink: Sendable {
        let logger: Logger
        init(_ logger: Logger) { self.logger = logger }
    }

    /// One line for each finding.
    private static let report = PyFunction.oneArgument("report") { capsule, text in
        Python.callback { (python: inout Python) throws(PythonError) in
            guard let capsule, let text, let sink: Sink = unsafeCapsuleObject(capsule) else {
                return python.returnNone()
            }
            let message = try PyBorrowed(unsafe: text, python).string()
            python.detached { sink.logger.warning("\(message)") }
            return python.returnNone()
        }
    }

    /// `application`, watched: findings go to `logger`. Attached.
    static func watching(
        _ application: borrowing PyStored, _ logger: Logger, _ python: borrowing Python
    ) throws(PythonError) -> PyStored {
        let sink = try python.capsule(Sink(logger))
        let report = try Self.report.callable(self: sink, python)
        let module = try python.import("crosswind._develop.lint")
        return try module.attribute("lint").call(application.borrow(python), report).store()
    }

    /// One line, when the checks are not there: they are Python's, and come with the wheel, while the executable that embeds
    /// Python may find one without it. nil for other errors.
    static func remedy(_ error: PythonError) -> String? {
        guard error.typeName == "ModuleNotFoundError", error.message.contains("'crosswind") else { return nil }
        return "--lint needs the Python package crosswind, which is not installed for this Python "
            + "(\(PythonRuntime.version)); pip install it there, or serve without --lint"
    }
}
