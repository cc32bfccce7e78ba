package import CrosswindHTTP
package import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Tells one state of a file from another without reading it.
package struct FileIdentity: Hashable, Sendable {
    private let device: UInt64
    private let inode: UInt64
    /// Of the content, in bytes.
    package let size: Int
    /// When the content changed last, in nanoseconds since 1970.
    let modified: Int64
    private let changed: Int64

    init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(truncatingIfNeeded: status.st_ino)
        size = Int(status.st_size)
        modified = Self.nanoseconds(status.modificationTime)
        changed = Self.nanoseconds(status.changeTime)
    }

    /// Of the file at `path`; nil when there is none, or when it is no regular file.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.isRegular else { return nil }
        self.init(status)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// Whether the file changed so short before `now` (seconds since 1970) that it may change again and look the same:
    /// file systems count time in steps of up to two seconds.
    package func isFresh(now: Int64) -> Bool { changed / 1_000_000_000 >= now - 2 }
}

/// An open regular file.
///
/// Opening one and looking at it happens on the event loop: the kernel answers from its caches in a few microseconds,
/// while a hop to another thread and back costs several times that for each request. Its content is another matter.
package final class StaticFile {
    private var descriptor: Int32
    /// Where it was opened.
    package let path: String
    /// In bytes.
    package let size: Int
    package let identity: FileIdentity
    /// When its content changed last, in whole seconds.
    package let modified: HTTPDate

    private init(_ descriptor: Int32, _ path: String, _ status: stat) {
        self.descriptor = descriptor
        self.path = path
        size = Int(status.st_size)
        identity = FileIdentity(status)
        modified = HTTPDate(unixTime: Int64(status.modificationTime.tv_sec))
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// What stands at a path.
    package enum Opening {
        case file(StaticFile)
        case directory
        /// A device, a FIFO, a socket.
        case special
        /// Nothing, or nothing that can be reached.
        case absent
        case forbidden
        /// The process has no descriptors left, or the disk fails.
        case failed(Int32)
    }

    /// Opens what stands at `path`. Neither waits for the other end of a FIFO nor leaves the descriptor to children.
    package static func open(_ path: String) -> Opening {
        guard !path.utf8.contains(0) else { return .absent }
        let descriptor = openForReading(path)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT, ENOTDIR, ENAMETOOLONG, ELOOP: return .absent
            case EACCES, EPERM: return .forbidden
            case ENXIO, ENODEV: return .special
            case let code: return .failed(code)
            }
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            return .failed(code)
        }
        guard status.isRegular else {
            close(descriptor)
            return status.isDirectory ? .directory : .special
        }
        return .file(StaticFile(descriptor, path, status))
    }

    private static func openForReading(_ path: String) -> Int32 {
        while true {
            #if canImport(Glibc)
            let descriptor = Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
            #else
            let descriptor = Darwin.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
            #endif
            if descriptor >= 0 || errno != EINTR { return descriptor }
        }
    }

    /// All of it, for small files; nil when it is shorter than it said or the disk fails: nothing that could be sent as the
    /// file.
    package func read() -> ByteBuffer? {
        var buffer = ByteBufferAllocator().buffer(capacity: size)
        while buffer.readableBytes < size {
            let at = buffer.readableBytes
            let got = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: size - at) { room in
                max(0, pread(descriptor, room.baseAddress, size - at, off_t(at)))
            }
            guard got > 0 else { return nil }
        }
        return buffer
    }

    /// The descriptor. To be called once; whoever has the result closes it.
    package func takeDescriptor() -> Int32 {
        precondition(descriptor >= 0, "a file was given away twice")
        defer { descriptor = -1 }
        return descriptor
    }
}

extension stat {
    fileprivate var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
    fileprivate var isDirectory: Bool { st_mode & S_IFMT == S_IFDIR }

    #if canImport(Glibc)
    fileprivate var modificationTime: timespec { st_mtim }
    fileprivate var changeTime: timespec { st_ctim }
    #else
    fileprivate var modificationTime: timespec { st_mtimespec }
    fileprivate var changeTime: timespec { st_ctimespec }
    #endif
}
