import CrosswindThreads
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A program of this package that runs beside the test, with its output.
final class Child: Sendable {
    let process: pid_t
    private let output: Int32

    init(_ name: String) throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        #if canImport(Glibc)
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #else
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        // Tests run on threads that block signals, and a child inherits that.
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(name), nil]
        defer { for argument in arguments { free(argument) } }
        var started = pid_t()
        let status = posix_spawn(&started, try Self.path(name), &actions, &attributes, &arguments, environ)
        close(ends[1])
        try #require(status == 0, "can't start \(name): \(status)")
        process = started
        output = ends[0]
    }

    deinit {
        kill(process, SIGKILL)
        close(output)
    }

    /// Programs lie where the test bundle does.
    private static func path(_ name: String) throws -> String {
        var room = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &room, room.count - 1)
        let own = count > 0 ? String(decoding: room[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
        let beside = own.split(separator: "/").dropLast().joined(separator: "/")
        for directory in ["/" + beside, ".build/debug"] where access("\(directory)/\(name)", X_OK) == 0 {
            return "\(directory)/\(name)"
        }
        throw Missing(name: name)
    }
    struct Missing: Error { let name: String }

    /// The next line that it prints; empty at the end.
    func line() async -> String {
        await withCheckedContinuation { continuation in
            let output = output
            _ = BackgroundThread.start {
                var bytes: [UInt8] = []
                var byte: UInt8 = 0
                while read(output, &byte, 1) == 1, byte != 0x0A { bytes.append(byte) }
                continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    /// Waits for its end; its exit status, or minus the signal that ended it.
    func status() async -> Int32 {
        await withCheckedContinuation { continuation in
            let process = process
            _ = BackgroundThread.start {
                var status: Int32 = 0
                waitpid(process, &status, 0)
                continuation.resume(returning: status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F))
            }
        }
    }
}
