// Unsafe: a signal handler may touch nothing but its descriptor, which therefore is a global.
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// SIGTERM and SIGINT as bytes in a pipe, for the main thread to sleep on.
///
/// Our own handlers and not Python's, which only run between two bytecodes of a main thread that here is asleep. Other
/// signals keep the handlers that the application gave them; `wait` returns when one came, so that Python can run it.
struct StopSignals: ~Copyable {
    enum Event: Equatable {
        /// SIGTERM or SIGINT.
        case stop(Int32)
        /// ``announce()`` was called.
        case announced
        /// Some other signal was handled; Python may have work to do.
        case interrupted
    }

    nonisolated(unsafe) private static var writing: Int32 = -1

    private let reading: Int32
    private var before: [(Int32, sigaction)] = []

    /// Takes the signals over. On the main thread.
    init() {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "can't make a pipe: \(String(cString: strerror(errno)))")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        reading = ends[0]
        Self.writing = ends[1]
        for number in [SIGTERM, SIGINT] {
            var action = sigaction()
            var old = sigaction()
            #if canImport(Glibc)
            action.__sigaction_handler.sa_handler = { Self.handle($0) }
            #else
            action.__sigaction_u.__sa_handler = { Self.handle($0) }
            #endif
            sigfillset(&action.sa_mask)
            sigaction(number, &action, &old)
            before.append((number, old))
        }
    }

    /// Gives them back as they were.
    deinit {
        for (number, old) in before {
            var old = old
            sigaction(number, &old, nil)
        }
        close(Self.writing)
        close(reading)
        Self.writing = -1
    }

    private static func handle(_ number: Int32) {
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(writing, &byte, 1)
        errno = saved
    }

    /// From any thread: makes `wait` return `announced`.
    static func announce() {
        var byte: UInt8 = 0
        _ = write(writing, &byte, 1)
    }

    /// Sleeps until something is to be done. Detached, on the main thread.
    func wait() -> Event {
        var wanted = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, -1) > 0 else { return .interrupted }
        var byte: UInt8 = 0
        guard read(reading, &byte, 1) == 1 else { return .interrupted }
        return byte == 0 ? .announced : .stop(Int32(byte))
    }
}
