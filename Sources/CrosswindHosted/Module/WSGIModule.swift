// Unsafe: hands a bare new reference to Python.
import CPythonABI
public import Logging
import PythonBridge
import Synchronization

/// The way from a Swift library into Python.
public enum WSGIModule {
    /// For the function `crosswind_application` that a module's library exports: makes the application and gives back a new
    /// reference to the Python callable `application(environ, start_response)`, or nil with a Python exception set when
    /// `make` throws.
    ///
    /// Called by the generated Python module, through `ctypes.PyDLL`, when it is imported: once for each interpreter of the
    /// process. Starts no thread and no task, so that a server may fork afterwards.
    ///
    /// - Parameters:
    ///   - logLevel: what the library's loggers show, in `wsgi.errors`; nil when the library bootstraps swift-log itself.
    ///   - make: called after logging is set up.
    public static func export(
        logLevel: Logger.Level? = .info, _ make: () throws -> WSGIApplication
    ) -> UnsafeMutableRawPointer? {
        do throws(PythonRuntimeError) {
            try PythonRuntime.visit()
        } catch {
            // The table of the C API is incomplete: there is no exception that could be raised.
            StandardError.write("crosswind: \(error)\n")
            return nil
        }
        if let logLevel, !hasLogging.exchange(true, ordering: .acquiringAndReleasing) {
            LoggingSystem.bootstrap { WSGILogHandler(label: $0, level: logLevel) }
        }
        return Python.callback { (python: inout Python) throws(PythonError) in
            let application: WSGIApplication
            do {
                application = try make()
            } catch {
                throw PythonError(.importError, "the application can't be made: \(error)")
            }
            return try WSGICallable.make(application, python).take()
        }.map { UnsafeMutableRawPointer($0) }
    }

    /// swift-log is set up once a process.
    private static let hasLogging = Atomic(false)
}
