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

    /// `application`, watched: findings go to `logger`. Attached. Throws `ModuleNotFoundError` where the Python package
    /// is not installed, as may be with the executable that embeds Python.
    static func watching(
        _ application: borrowing PyStored, _ logger: Logger, _ python: borrowing Python
    ) throws(PythonError) -> PyStored {
        let sink = try python.capsule(Sink(logger))
        let report = try Self.report.callable(self: sink, python)
        let module = try python.import("crosswind._develop.lint")
        return try module.attribute("lint").call(application.borrow(python), report).store()
    }
}
