package import Logging

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A request body on disk, or the rest of an answer: a temporary file without a name, gone with its last descriptor, whatever
/// ends the process.
///
/// A body is written by the event loop, then read by one other thread; the rest of an answer the other way round. Ownership
/// passes with the exchange, hence unchecked.
public final class SpoolFile: @unchecked Sendable {
    /// Open for reading and writing, close-on-exec; owned by this object.
    public let descriptor: Int32
    /// Bytes written.
    public private(set) var count = 0
    private var ownsDescriptor = true

    /// A file in `directory` (nil: `TMPDIR`, else `/tmp`), or nil with `errno` set.
    package init?(directory: String?) {
        let place = directory ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        #if os(Linux)
        // O_TMPFILE never has a name, so nothing is left behind by a kill -9; O_EXCL keeps it from getting one.
        let tmpfile: Int32 = 0o20_000_000 | O_DIRECTORY
        let unnamed = open(place, tmpfile | O_RDWR | O_EXCL | O_CLOEXEC, 0o600)
        if unnamed >= 0 {
            descriptor = unnamed
            return
        }
        #endif
        // File systems without O_TMPFILE (and other systems): a name for as long as it takes to unlink it.
        var template = Array("\(place)/crosswind-XXXXXX".utf8CString)
        let named = mkstemp(&template)
        guard named >= 0 else { return nil }
        unlink(template)
        _ = fcntl(named, F_SETFD, FD_CLOEXEC)
        descriptor = named
    }

    deinit { if ownsDescriptor { close(descriptor) } }

    /// Appends all of `bytes`; false, with `errno` set, when the disk doesn't take them.
    package func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes
        while let start = rest.baseAddress, rest.count > 0 {
            let written = write(descriptor, start, rest.count)
            if written < 0 {
                if errno == EINTR { continue }
                return false
            }
            count += written
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
        return true
    }

    /// All of it, to be sent. The descriptor belongs to that from now on.
    package func rest() -> FileRest {
        ownsDescriptor = false
        return FileRest(descriptor: descriptor, offset: 0, count: count)
    }

    /// Says that the rest of an answer could not be kept.
    package static func answerFailed(_ failure: Int32, _ directory: String?, _ logger: Logger) {
        logger.error(
            "can't keep a response for a slow client in a temporary file; connection cut",
            metadata: [
                "error": "\(String(cString: strerror(failure)))", "directory": "\(directory ?? "TMPDIR or /tmp")",
            ])
    }

    /// Sets the reading position back to the first byte.
    public func rewind() { lseek(descriptor, 0, SEEK_SET) }
}
