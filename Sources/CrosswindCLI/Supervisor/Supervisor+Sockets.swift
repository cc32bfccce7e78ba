import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What workers get from it: the sockets, and a pipe by whose end they hear of its end.
extension Supervisor {
    /// Opens the listening sockets; an inner supervisor has them from the outer one.
    mutating func open() throws(CommandFailure) {
        if let seat {
            listeners = zip(seat.listeners, options.bind).map { (descriptor: $0, address: $1) }
            return
        }
        let permissions = options.socketPermissions(try Identity.find(options))
        for address in options.bind {
            do throws(ListenError) {
                listeners.append(try ListeningSocket.open(address, backlog: options.backlog, permissions: permissions))
            } catch {
                closeListeners()
                throw CommandFailure(message: error.description, code: ExitCode.bind)
            }
        }
    }

    mutating func closeListeners() {
        for (descriptor, address) in listeners {
            if case .unix(let path) = address, seat == nil { unlink(path) }
            close(descriptor)
        }
        listeners = []
    }

    /// From now on a socket ends with the last worker's, so that clients are refused then, and don't wait in vain behind one
    /// that finishes. (The name of a UNIX socket must not go before its time.)
    mutating func leaveListenersToWorkers() {
        for at in listeners.indices.reversed() {
            if case .unix = listeners[at].address { continue }
            close(listeners.remove(at: at).descriptor)
        }
    }

    mutating func makeLifeline() throws(CommandFailure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw CommandFailure(
                message: "can't make a pipe: \(String(cString: strerror(errno)))", code: ExitCode.failure)
        }
        // What a hook starts must not keep it open.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        lifeline = (ends[0], ends[1])
    }
}
