import CrosswindHTTP
import Synchronization

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
    private let isSocket: Bool
    private let state = State()

    /// What all copies of a sink share.
    private final class State: Sendable {
        /// Entries that could not be written since it was last said.
        let lost = Atomic<Int>(0)
        /// The other side took nothing last time: not to be waited for again, entry after entry.
        let isStuck = Atomic<Bool>(false)
        /// The last entry was cut off in its middle: what comes next needs a line of its own.
        let isTorn = Atomic<Bool>(false)
    }

    init(descriptor: Int32, colours: Bool) {
        self.descriptor = descriptor
        self.colours = colours
        isSocket = Self.kind(of: descriptor) == S_IFSOCK
    }

    private static func kind(of descriptor: Int32) -> mode_t {
        var information = stat()
        return fstat(descriptor, &information) == 0 ? information.st_mode & S_IFMT : 0
    }

    /// Standard error; with colours on a terminal, unless `NO_COLOR` (no-color.org) or a dumb terminal asks for none.
    static let standardError: LogSink = {
        let plain = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
        let dumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
        return LogSink(descriptor: unblocked(2), colours: !plain && !dumb && isatty(2) == 1)
    }()

    /// A descriptor of the same pipe that doesn't block: whoever reads the log may stop doing so, and then event loops and
    /// threads that hold the GIL must not stop too. The pipe is opened anew, since `O_NONBLOCK` on the descriptor itself
    /// would be everybody's who has it. `descriptor` where that can't be done, or is no pipe.
    static func unblocked(_ descriptor: Int32) -> Int32 {
        guard kind(of: descriptor) == S_IFIFO else { return descriptor }
        let another = open("/dev/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_CLOEXEC)
        return another >= 0 ? another : descriptor
    }

    /// How many entries were lost since this was last asked.
    func takeLost() -> Int {
        state.lost.load(ordering: .relaxed) == 0 ? 0 : state.lost.exchange(0, ordering: .relaxed)
    }

    /// Writes `bytes`; goes on only where the system took a part. What can't be written within some tenths of a second is
    /// lost, and counted.
    ///
    /// - Returns: whether all of it was written.
    @discardableResult
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if state.isTorn.load(ordering: .relaxed), withUnsafeBytes(of: UInt8(ascii: "\n"), { give($0) }) == 1 {
            state.isTorn.store(false, ordering: .relaxed)
        }
        var rest = bytes
        var waits = state.isStuck.load(ordering: .relaxed) ? 0 : 10
        while !rest.isEmpty {
            let count = give(rest)
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if count < 0, errno == EAGAIN, waits > 0 {
                waits -= 1
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&entry, 1, 20)
            } else if count == 0 || errno != EINTR {
                state.isStuck.store(errno == EAGAIN, ordering: .relaxed)
                if rest.count < bytes.count { state.isTorn.store(true, ordering: .relaxed) }
                state.lost.wrappingAdd(1, ordering: .relaxed)
                return false
            }
        }
        state.isStuck.store(false, ordering: .relaxed)
        return true
    }

    private func give(_ bytes: UnsafeRawBufferPointer) -> Int {
        // A socket, as journald's: asked for each call not to wait, since others have it too.
        if isSocket { return send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT)) }
        #if canImport(Darwin)
        return Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
        return Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #else
        return Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }
}
