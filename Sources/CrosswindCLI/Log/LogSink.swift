import CrosswindHTTP

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A descriptor that log entries are written to, each by a single write(2): so entries of several threads and
/// processes don't mix, and none is lost in a buffer when the process dies.
struct LogSink: Sendable {
    let descriptor: Int32
    /// Whether levels are coloured.
    let colours: Bool

    /// Standard error; with colours on a terminal, unless `NO_COLOR` (no-color.org) or a dumb terminal asks for none.
    static var standardError: LogSink {
        let plain = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        let dumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
        return LogSink(descriptor: 2, colours: !plain && !dumb && isatty(2) == 1)
    }

    /// Writes `bytes`; goes on only where the system took a part. What can't be written is lost: there is nowhere left
    /// to say so. A descriptor that another process made non-blocking (terminals are shared) is waited for a little.
    func write(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        var waits = 0
        while !rest.isEmpty {
            #if canImport(Darwin)
            let count = Darwin.write(descriptor, rest.baseAddress, rest.count)
            #elseif canImport(Musl)
            let count = Musl.write(descriptor, rest.baseAddress, rest.count)
            #else
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            #endif
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if count < 0, errno == EAGAIN, waits < 10 {
                waits += 1
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&entry, 1, 20)
            } else if count == 0 || errno != EINTR {
                return
            }
        }
    }
}
