import CrosswindThreads

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The file that this process was started from.
struct ProgramFile: Sendable {
    /// As it was when this was made: once the file has been replaced, the system calls it deleted.
    let path: String

    /// Nil when it can't be found.
    init?() {
        #if os(Linux)
        let name = "/proc/self/exe"
        #else
        let name = CommandLine.arguments.first ?? ""
        #endif
        guard let resolved = realpath(name, nil) else { return nil }
        defer { free(resolved) }
        path = String(cString: resolved)
    }

    /// Replaces this process by what the file is now, with the same arguments. Returns only when that can't be, with the
    /// reason.
    func startAnew() -> String {
        closeDescriptorsOnExec()
        // The mask outlives `exec`, and threads of ours block everything.
        NativeThread.unblockSignals()
        execv(path, CommandLine.unsafeArgv)
        return String(cString: strerror(errno))
    }

    /// SwiftNIO's sockets outlive `exec`, and the new program could not listen where the old one still does. What stays is
    /// standard input and output, and what systemd has passed (sd_listen_fds(3)).
    private func closeDescriptorsOnExec() {
        let passed = getenv("LISTEN_FDS").flatMap { Int32(String(cString: $0)) } ?? 0
        #if os(Linux)
        let names = FileTree.names(in: "/proc/self/fd")
        #else
        let names = FileTree.names(in: "/dev/fd")
        #endif
        for name in names {
            guard let descriptor = Int32(name), descriptor >= 3 + max(0, passed) else { continue }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }
}
