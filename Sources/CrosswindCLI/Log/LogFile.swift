import CrosswindThreads
import Logging

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The file that the server's log goes to with `--log-file`, instead of standard error: one for the process, and at the same
/// descriptor for its whole life.
enum LogFile {
    private struct Opened {
        let path: String
        let descriptor: Int32
    }

    private static let current = Guarded<Opened?>(nil)

    /// Opens the file, created if need be and appended to: its descriptor, or the system's error number.
    static func open(_ path: String) -> Result<Int32, LogFileError> {
        let descriptor = descriptor(path)
        guard descriptor >= 0 else { return .failure(LogFileError(path, errno)) }
        current.withLock { $0 = Opened(path: path, descriptor: descriptor) }
        return .success(descriptor)
    }

    /// Opens the path anew, after somebody has moved the file away; the old one stays in use when that fails. Any thread:
    /// entries that others write meanwhile go to the one or the other whole.
    static func reopen(_ logger: Logger) {
        guard let opened = current.withLock({ $0 }) else { return }
        let fresh = descriptor(opened.path)
        guard fresh >= 0 else {
            return logger.error("\(LogFileError(opened.path, errno).description); the old file stays in use")
        }
        // In one step, so that there is no moment without a file.
        _ = dup2(fresh, opened.descriptor)
        _ = fcntl(opened.descriptor, F_SETFD, FD_CLOEXEC)
        close(fresh)
    }

    private static func descriptor(_ path: String) -> Int32 {
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY
        #if canImport(Darwin)
        return Darwin.open(path, flags, 0o644)
        #elseif canImport(Musl)
        return Musl.open(path, flags, 0o644)
        #else
        return Glibc.open(path, flags, 0o644)
        #endif
    }
}

/// Why the log can't be written where it should go.
struct LogFileError: Error, CustomStringConvertible {
    /// One line: where, and the system's reason.
    let description: String

    init(_ path: String, _ code: Int32) {
        description = "log file \(path.printable): \(String(cString: strerror(code)))"
    }
}
