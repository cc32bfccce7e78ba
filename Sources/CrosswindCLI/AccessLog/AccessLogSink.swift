import CrosswindHTTP

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The descriptor an access log goes to. Belongs to the writer's thread.
struct AccessLogSink: ~Copyable {
    private var descriptor: Int32
    private let path: String?
    /// Bytes that one write may take without blocking once poll says "writable".
    private var chunk: Int

    /// A file, created if need be and appended to.
    init(path: String) throws(AccessLogError) {
        self.path = path
        descriptor = try Self.open(path)
        chunk = Self.chunk(descriptor)
    }

    /// A descriptor that somebody else closes: standard output.
    init(borrowing descriptor: Int32) {
        path = nil
        self.descriptor = descriptor
        chunk = Self.chunk(descriptor)
    }

    deinit { if path != nil { close(descriptor) } }

    /// Opens the file's path anew, after somebody has moved the file away; the old one stays in use when that fails.
    mutating func reopen() throws(AccessLogError) {
        guard let path else { return }
        let fresh = try Self.open(path)
        close(descriptor)
        descriptor = fresh
        chunk = Self.chunk(fresh)
    }

    /// What became of a try to write.
    enum Outcome: Equatable {
        /// So many bytes are written.
        case wrote(Int)
        /// The other side takes nothing at the moment.
        case stuck
        /// The system's error number.
        case failed(Int32)
    }

    /// Writes the beginning of `bytes`, waiting at most `milliseconds` for room.
    ///
    /// To a pipe or terminal it writes no more than is sure not to block, and where possible whole lines, so that other
    /// processes' lines can't land in the middle of ours.
    mutating func write(_ bytes: UnsafeRawBufferPointer, milliseconds: Int32) -> Outcome {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let ready = poll(&entry, 1, milliseconds)
        if ready == 0 { return .stuck }
        if ready < 0 { return errno == EINTR ? .wrote(0) : .failed(errno) }
        var count = min(bytes.count, chunk)
        if count < bytes.count, let end = bytes[..<count].lastIndex(of: UInt8(ascii: "\n")) { count = end + 1 }
        #if canImport(Darwin)
        let written = Darwin.write(descriptor, bytes.baseAddress, count)
        #elseif canImport(Musl)
        let written = Musl.write(descriptor, bytes.baseAddress, count)
        #else
        let written = Glibc.write(descriptor, bytes.baseAddress, count)
        #endif
        if written >= 0 { return .wrote(written) }
        switch errno {
        case EINTR: return .wrote(0)
        case EAGAIN: return .stuck
        default: return .failed(errno)
        }
    }

    private static func open(_ path: String) throws(AccessLogError) -> Int32 {
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY
        #if canImport(Darwin)
        let descriptor = Darwin.open(path, flags, 0o644)
        #elseif canImport(Musl)
        let descriptor = Musl.open(path, flags, 0o644)
        #else
        let descriptor = Glibc.open(path, flags, 0o644)
        #endif
        guard descriptor >= 0 else { throw AccessLogError(path, errno) }
        return descriptor
    }

    private static func chunk(_ descriptor: Int32) -> Int {
        var information = stat()
        let regular = fstat(descriptor, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
        return regular ? .max : Int(PIPE_BUF)
    }
}
