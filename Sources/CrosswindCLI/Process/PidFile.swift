import CrosswindThreads

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The file of `--pid`: holds the number of the process, locked for as long as that lives.
///
/// The lock, not the number, says whether another server is running: numbers are used again, after a crash by anybody.
final class PidFile: Sendable {
    /// The process's.
    private static let held = Guarded<PidFile?>(nil)

    /// Writes it, if there is to be one.
    static func hold(_ path: String?) throws(CommandFailure) {
        guard let path else { return }
        let file = try PidFile(path)
        held.withLock { $0 = file }
    }

    /// Before the process ends, however it does.
    static func release() {
        held.withLock { file in
            file?.remove()
            file = nil
        }
    }

    /// In a child: the lock is its parent's alone, which may end before it.
    static func forget() {
        held.withLock { file in
            if let file { close(file.descriptor) }
            file = nil
        }
    }

    private let path: String
    private let descriptor: Int32
    private let owner = getpid()

    /// Writes the file at once and whole, by renaming. Throws when another server holds it.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        let old = open(path, O_RDONLY | O_CLOEXEC)
        if old >= 0 {
            defer { close(old) }
            var text = [UInt8](repeating: 0, count: 16)
            let count = max(0, read(old, &text, text.count))
            // Released with the descriptor, when the new file stands in its place.
            guard flock(old, LOCK_EX | LOCK_NB) == 0 else {
                let number = String(decoding: text[..<count].prefix { $0 >= 48 && $0 <= 57 }, as: UTF8.self)
                throw Self.failure(
                    "another server, pid \(number), is running with \(path); stop it or choose another --pid")
            }
            descriptor = try Self.write(path)
        } else if errno == ENOENT {
            descriptor = try Self.write(path)
        } else {
            throw Self.failure("can't read \(path): \(String(cString: strerror(errno))); see --pid")
        }
    }

    private static func write(_ path: String) throws(CommandFailure) -> Int32 {
        let temporary = "\(path).\(getpid())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else {
            throw failure("can't write \(temporary): \(String(cString: strerror(errno))); see --pid")
        }
        let text = Array("\(getpid())\n".utf8)
        #if canImport(Glibc)
        let written = Glibc.write(descriptor, text, text.count)
        #else
        let written = Darwin.write(descriptor, text, text.count)
        #endif
        guard written == text.count, flock(descriptor, LOCK_EX | LOCK_NB) == 0, rename(temporary, path) == 0 else {
            let error = failure("can't write \(path): \(String(cString: strerror(errno))); see --pid")
            unlink(temporary)
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// Removes the file, unless it is another server's by now.
    private func remove() {
        guard getpid() == owner else { return }
        var (ours, there) = (stat(), stat())
        if fstat(descriptor, &ours) == 0, stat(path, &there) == 0, ours.st_ino == there.st_ino,
            ours.st_dev == there.st_dev
        {
            unlink(path)
        }
        close(descriptor)
    }

    private static func failure(_ message: String) -> CommandFailure {
        CommandFailure(message: message, code: ExitCode.failure)
    }
}
