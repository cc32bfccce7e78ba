import CrosswindThreads
import Logging
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// When listeners accept, and what happens when they can't.
extension HTTPServer {
    /// Before what failed is tried again.
    private static let pause = TimeAmount.milliseconds(500)

    /// Stops or resumes accepting, as the number of connections wants it; while stopped, clients wait in the kernel's
    /// backlog.
    func updateAccepting() {
        for listener in listeners.withLock({ $0 }) {
            // On the listener's loop, where the number is looked at: connections come and go on several loops, and the
            // last to ask must not act on what was true before.
            listener.eventLoop.execute { [core] in
                let accepting = core.connectionCount < core.configuration.maxConnections
                core.configuration.acceptPlace?.accepts(accepting)
                listener.setOption(.autoRead, value: accepting).whenFailure { _ in }
                if accepting { listener.read() }
            }
        }
    }

    /// On the listener's loop: `accept` failed.
    func acceptingFailed(_ listener: any Channel, _ error: any Error) {
        guard let error = error as? IOError else { return }
        switch error.errnoCode {
        // A client that went before its turn.
        case ECONNABORTED: return
        // No descriptor or no memory for another connection. The listener stays readable, so that without a pause it would be
        // tried, and fail, without end.
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            pauseAccepting(error)
            listener.setOption(.autoRead, value: false).whenFailure { _ in }
            listener.eventLoop.scheduleTask(in: Self.pause) { [weak self] in self?.updateAccepting() }
        // Linux hands on errors of the network and of the connection that was next (accept(2)), and a security module's refusals.
        // SwiftNIO takes them for the listener's end and closes it: another takes its place.
        default:
            pauseAccepting(error)
            let descriptor = listener.withDescriptor { fcntl($0, F_DUPFD_CLOEXEC, 0) } ?? -1
            // Whoever else accepts there would go on.
            listener.close(promise: nil)
            guard descriptor >= 0 else { return listeningIsOver(IOError(errnoCode: errno, reason: "dup")) }
            spareSockets.withLock { $0.append(descriptor) }
            // Holds on to the server, as the listener did.
            listener.eventLoop.scheduleTask(in: Self.pause) { [self] in
                let isWanted = spareSockets.withLock { sockets in
                    guard let place = sockets.firstIndex(of: descriptor) else { return false }
                    sockets.remove(at: place)
                    return true
                }
                if isWanted { replace(listener, by: descriptor) }
            }
        }
    }

    /// The server stops: nobody shall wait at sockets that it listens at no more.
    func closeSpareSockets() {
        let sockets = spareSockets.withLock { sockets in
            defer { sockets = [] }
            return sockets
        }
        for socket in sockets { closeDescriptor(socket) }
    }

    private func listeningIsOver(_ error: any Error) {
        core.configuration.logger.error("can't listen any more; restart the server", metadata: ["error": "\(error)"])
    }

    /// SwiftNIO takes a socket over with a backlog of its own. Any thread.
    func setBacklog(of listener: any Channel) {
        let backlog = core.configuration.backlog
        listener.eventLoop.execute { listener.withDescriptor { _ = startListening($0, backlog) } }
    }

    private func pauseAccepting(_ error: IOError) {
        core.configuration.acceptPlace?.accepts(false)
        loops[0].say(.exhausted, ["error": "\(String(cString: strerror(error.errnoCode)))"])
    }

    /// On the listener's loop: listens on at the descriptor, which it takes over, in the place of a listener that has closed.
    private func replace(_ listener: any Channel, by descriptor: Int32) {
        let opening = bootstrap().withBoundSocket(descriptor)
        opening.whenFailure { [self] in listeningIsOver($0) }
        opening.whenSuccess { [self] successor in
            setBacklog(of: successor)
            let isWanted = listeners.withLock { listeners in
                guard let place = listeners.firstIndex(where: { $0 === listener }) else { return false }
                listeners[place] = successor
                return true
            }
            // The server may have been stopped meanwhile.
            guard isWanted else { return successor.close(promise: nil) }
            updateAccepting()
        }
    }
}

/// `close`, which inside ``HTTPServer`` is another function.
private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }

/// `listen`, which inside ``HTTPServer`` is another function.
private func startListening(_ descriptor: Int32, _ backlog: Int32) -> Int32 {
    #if canImport(Glibc)
    Glibc.listen(descriptor, backlog)
    #else
    Darwin.listen(descriptor, backlog)
    #endif
}
