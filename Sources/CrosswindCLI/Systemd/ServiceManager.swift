// Unsafe: the C library takes socket addresses by pointers of another type.

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The service manager that started this process, if one did: systemd, by `NOTIFY_SOCKET` and `WATCHDOG_USEC` (`sd_notify(3)`,
/// `sd_watchdog_enabled(3)`).
struct ServiceManager: Sendable, Equatable {
    /// As `sun_path` has it: abstract names begin with a zero byte.
    private let socketName: [UInt8]
    /// It wants to hear from us that often, or it ends the service; nil when it doesn't.
    let watchdog: Duration?

    /// Nil when nobody wants to be told anything.
    init?(_ environment: [String: String], processID: Int32) {
        guard let path = environment["NOTIFY_SOCKET"], path.hasPrefix("/") || path.hasPrefix("@"), path.utf8.count > 1
        else { return nil }
        var name = Array(path.utf8)
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        guard name.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else { return nil }
        socketName = name
        // The variable may have come down from a parent that was meant.
        let isOurs = environment["WATCHDOG_PID"].map { Int32($0) == processID } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdog = isOurs && microseconds > 0 ? .microseconds(microseconds) : nil
    }

    /// Sends lines such as `READY=1` in one message. A manager whose queue is full is waited for, for a second at most.
    /// Whether it got there.
    @discardableResult
    func tell(_ lines: [String]) -> Bool {
        #if canImport(Glibc)
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let quietly = Int32(MSG_NOSIGNAL)
        #else
        let descriptor = socket(AF_UNIX, SOCK_DGRAM, 0)
        let quietly: Int32 = 0
        #endif
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socketName) }
        // Without the rest of the room: for an abstract name every byte counts.
        let length = socklen_t(MemoryLayout<sockaddr_un>.offset(of: \.sun_path).unsafelyUnwrapped + socketName.count)
        let message = Array(lines.joined(separator: "\n").utf8)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                func send() -> Bool {
                    sendto(descriptor, message, message.count, quietly, address, length) == message.count
                }
                if send() { return true }
                guard errno == EAGAIN || errno == EINTR else { return false }
                var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&room, 1, 1000)
                return send()
            }
        }
    }
}
