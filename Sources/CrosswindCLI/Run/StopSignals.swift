// Unsafe: a signal handler may touch nothing but its descriptor, which therefore is a global.
import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Signals as bytes in a pipe, for the main thread to sleep on: those that end a server, or others.
///
/// Our own handlers and not Python's, which only run between two bytecodes of a main thread that here is asleep. Other
/// signals keep the handlers that the application gave them; `wait` returns when one came, so that Python can run it.
struct StopSignals: ~Copyable {
    enum Event: Equatable {
        /// One of the signals that were taken over.
        case received(Int32)
        /// ``announce()`` was called.
        case announced
        /// The lifeline has ended.
        case orphaned
        /// Some other signal was handled; Python may have work to do.
        case interrupted
        /// Nothing, for as long as one was to wait.
        case nothing
    }

    nonisolated(unsafe) private static var writing: Int32 = -1
    /// The process that it is about: its children by fork have the handlers too.
    nonisolated(unsafe) private static var owner: pid_t = 0

    /// The signals that end a server.
    static let stopping = [SIGTERM, SIGINT, SIGQUIT]
    private let numbers: [Int32]
    /// Readable when something has come.
    let reading: Int32
    private var before: [(Int32, sigaction)] = []

    /// Takes the signals over, and of `optional` those that nobody else handles. On the main thread.
    init(_ numbers: [Int32] = StopSignals.stopping, optional: [Int32] = []) {
        let numbers = numbers + optional.filter { Self.isDefault($0) }
        self.numbers = numbers
        Self.owner = getpid()
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "can't make a pipe: \(String(cString: strerror(errno)))")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        reading = ends[0]
        Self.writing = ends[1]
        SignalCallbacks.reserve(numbers)
        for number in numbers {
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
        SignalCallbacks.release(numbers)
    }

    /// Whether nobody has installed a handler for the signal.
    private static func isDefault(_ number: Int32) -> Bool {
        var now = sigaction()
        guard sigaction(number, nil, &now) == 0 else { return false }
        #if canImport(Glibc)
        return now.__sigaction_handler.sa_handler == nil
        #else
        return now.__sigaction_u.__sa_handler == nil
        #endif
    }

    private static func handle(_ number: Int32) {
        let saved = errno
        guard getpid() == owner else {
            // A child that the application forked (multiprocessing, a pre-exec hook): the pipe is its parent's, who got no
            // signal.
            signal(number, SIG_DFL)
            raise(number)
            errno = saved
            return
        }
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(writing, &byte, 1)
        errno = saved
    }

    /// From any thread: makes `wait` return `announced`.
    static func announce() {
        var byte: UInt8 = 0
        _ = write(writing, &byte, 1)
    }

    /// Sleeps until something is to be done. Detached, on the main thread. `lifeline` is a pipe that whoever started this
    /// process holds open. Nil as `limit`: for ever.
    func wait(lifeline: Int32? = nil, within limit: Duration? = nil) -> Event {
        let milliseconds = limit.map { Int32(clamping: max(1, Int64($0 / .milliseconds(1)))) } ?? -1
        var wanted = [pollfd(fd: reading, events: Int16(POLLIN), revents: 0)]
        if let lifeline { wanted.append(pollfd(fd: lifeline, events: Int16(POLLIN), revents: 0)) }
        while true {
            let count = poll(&wanted, nfds_t(wanted.count), milliseconds)
            if count > 0 { break }
            if count == 0 { return .nothing }
            // Mostly by one of ours: to come back for nothing would mean to wait for the GIL, which somebody may hold.
            if let event = next() { return event }
            if !NativeStacks.interruptedMainThread { return .interrupted }
        }
        if wanted[0].revents != 0 { return next() ?? .interrupted }
        return .orphaned
    }

    /// What has come, without waiting.
    func next() -> Event? {
        var byte: UInt8 = 0
        guard read(reading, &byte, 1) == 1 else { return nil }
        return byte == 0 ? .announced : .received(Int32(byte))
    }
}
