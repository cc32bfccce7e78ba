#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The directory in which workers have the sockets at which they ask each other. Only their user may enter it.
///
/// It is locked for as long as a process of this server lives; one that nobody has locked was left behind by a server that was
/// killed, and goes when the next one starts. Everything in it is removed by its descriptor: it lies where others may write,
/// and belongs to the user that workers become, who may put something else in its place.
final class StatusDirectory: Sendable {
    let path: String
    private let descriptor: Int32

    /// What its name begins with; six characters follow. Short, since the path of a socket must be.
    private static let prefix = "crosswind-status-"
    private static let nameLength = prefix.utf8.count + 6

    /// - Parameter identity: who workers become.
    init(for identity: Identity?) throws(CommandFailure) {
        let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        let parent = temporary.utf8.count > 60 ? "/tmp" : temporary
        Self.removeStale(in: parent, of: [geteuid(), identity?.user ?? geteuid()])
        while true {
            var name = Array("\(parent)/\(Self.prefix)XXXXXX".utf8CString)
            guard mkdtemp(&name) != nil else {
                throw CommandFailure(
                    message: "can't make a directory in \(parent): \(String(cString: strerror(errno))); see TMPDIR",
                    code: ExitCode.failure)
            }
            let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            // Nobody's yet, another server that starts may have taken it for stale: then there is another.
            guard let descriptor = Self.lock(path, in: AT_FDCWD), Self.isStillThere(descriptor) else { continue }
            if let identity { _ = fchown(descriptor, identity.user ?? uid_t.max, identity.group) }
            (self.path, self.descriptor) = (path, descriptor)
            return
        }
    }

    /// A worker that ended: its socket's file, if it left one.
    func forget(pid: Int32) { unlinkat(descriptor, "\(pid)", 0) }

    /// The end, for whoever made it.
    func remove() { Self.remove(descriptor, path, in: AT_FDCWD) }

    // MARK: stale ones

    private static func removeStale(in parent: String, of users: Set<uid_t>) {
        guard let entries = opendir(parent) else { return }
        defer { closedir(entries) }
        while let entry = readdir(entries) {
            let name = Self.name(entry)
            guard name.hasPrefix(prefix), name.utf8.count == nameLength,
                let descriptor = lock(name, in: dirfd(entries))
            else { continue }
            var information = stat()
            if fstat(descriptor, &information) == 0, users.contains(information.st_uid) {
                remove(descriptor, name, in: dirfd(entries))
            }
            close(descriptor)
        }
    }

    /// Opens a directory, by no link, and locks it; nil when that can't be, or another process has.
    private static func lock(_ path: String, in directory: Int32) -> Int32? {
        let descriptor = openat(directory, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func isStillThere(_ descriptor: Int32) -> Bool {
        var information = stat()
        if fstat(descriptor, &information) == 0, information.st_nlink > 0 { return true }
        close(descriptor)
        return false
    }

    /// The sockets in it, and then itself. Anything else in it is not ours, and keeps it.
    private static func remove(_ descriptor: Int32, _ path: String, in parent: Int32) {
        // Reading it moves a place that a duplicate of the descriptor would share.
        let reading = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if reading >= 0, let entries = fdopendir(reading) {
            while let entry = readdir(entries) {
                let name = Self.name(entry)
                var information = stat()
                guard fstatat(descriptor, name, &information, AT_SYMLINK_NOFOLLOW) == 0,
                    information.st_mode & S_IFMT == S_IFSOCK
                else { continue }
                unlinkat(descriptor, name, 0)
            }
            closedir(entries)
        }
        unlinkat(parent, path, AT_REMOVEDIR)
    }

    private static func name(_ entry: UnsafeMutablePointer<dirent>) -> String {
        // Up to its end: the rest of its room need not be there.
        withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
    }
}
