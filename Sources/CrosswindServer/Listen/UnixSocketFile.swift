#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The file of a UNIX socket: cleared away when its last server left it behind, never when one still listens.
enum UnixSocketFile {
    /// Removes a stale socket at `path`. Throws when something else is there or somebody answers.
    static func clear(_ path: String) throws(ListenError) {
        var info = stat()
        guard lstat(path, &info) == 0 else { return }
        guard info.st_mode & S_IFMT == S_IFSOCK else {
            throw ListenError(address: .unix(path: path), reason: "a file that is not a socket is in the way")
        }
        guard !answers(path) else {
            throw ListenError(address: .unix(path: path), reason: "another server is listening there")
        }
        unlink(path)
    }

    /// Whether somebody listens there. Only a refusal says that nobody does: a server whose backlog is full, or that we
    /// may not talk to, is one all the same.
    private static func answers(_ path: String) -> Bool {
        #if canImport(Glibc)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        // A full backlog would let a blocking connect wait for as long as the other server is stuck.
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        // Nobody can listen at such a path; the bind will say so.
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return status == 0 || errno != ECONNREFUSED && errno != ENOENT
    }
}
