import Logging
import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Imports the application into the process that workers are forked from (`--preload`).
enum Preload {
    /// Attached, before the first fork.
    static func run(
        _ options: CommandOptions, _ logger: Logger, _ python: borrowing Python
    ) throws(CommandFailure) {
        let began = ContinuousClock.now
        do throws(PythonError) {
            try SearchPath.set(options.pythonPath, python)
            try ApplicationLoader.preload(options.application, factory: options.factory, python)
            // What is there now stays; looking through it for garbage would write to its pages, and so copy them.
            let collector = try python.import("gc")
            _ = try collector.attribute("collect").call()
            _ = try collector.attribute("freeze").call()
        } catch {
            throw CommandFailure(
                message: "\(error.traceback)\ncrosswind: can't load \(options.application): \(error)",
                code: ExitCode.application)
        }
        logger.info(
            "the application is imported, in \((.now - began).roundedText), for workers to share; pid \(getpid())")
        warnOfThreads(logger)
    }

    /// A forked process has but the thread that forked: what the others did stops, and what they had locked stays locked.
    private static func warnOfThreads(_ logger: Logger) {
        let others = NativeStacks.threads().filter { $0.number != Int(getpid()) }
        guard !others.isEmpty else { return }
        logger.warning(
            "the application's import started \(others.count) thread\(others.count == 1 ? "" : "s"), which workers won't have: start them later, or leave --preload out",
            metadata: ["threads": "\(others.map(\.name).joined(separator: ", "))"])
    }
}
