internal import CPythonABI

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// Runs a program and collects what it prints, within bounds of time and size.
struct ChildOutput {
    var output = ""
    /// Why there may be no output.
    var failure: String?
    /// The exit status; 128 and the signal if one ended it.
    var status: Int32 = -1

    private static let sizeLimit = 1 << 20

    static func of(_ program: String, _ arguments: [String], within limit: Duration) -> ChildOutput {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return ChildOutput(failure: "no pipe") }
        defer { close(ends[0]) }
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        let spawned = spawn(program, arguments, outputTo: ends[1], otherEnd: ends[0])
        close(ends[1])
        guard let child = spawned.child else {
            return ChildOutput(failure: String(cString: strerror(spawned.code)))
        }
        var result = ChildOutput()
        result.collect(from: ends[0], until: ContinuousClock.now + limit)
        if result.failure != nil { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        result.status = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
        return result
    }

    private static func spawn(
        _ program: String, _ arguments: [String], outputTo output: Int32, otherEnd: Int32
    ) -> (child: pid_t?, code: Int32) {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        // The caller may be a thread that blocks signals; a program expects none to be blocked.
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        posix_spawn_file_actions_addclose(&actions, otherEnd)
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        defer { words.forEach { free($0) } }
        words.append(nil)
        var child = pid_t()
        let code = posix_spawn(&child, program, &actions, &attributes, words, cpython_environment())
        return (code == 0 ? child : nil, code)
    }

    private mutating func collect(from descriptor: Int32, until deadline: ContinuousClock.Instant) {
        var bytes: [UInt8] = []
        defer { output = String(decoding: bytes, as: UTF8.self) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < Self.sizeLimit {
            let left = deadline - ContinuousClock.now
            guard left > .zero else { break }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
            let ready = poll(&waiting, 1, Int32(clamping: milliseconds + 1))
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { break }
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            bytes.append(contentsOf: buffer[..<count])
        }
        failure = "it did not end in time"
    }
}
