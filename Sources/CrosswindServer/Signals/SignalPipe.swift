// Unsafe: a signal handler may touch nothing but what needs no lock and no memory, which therefore are globals.
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Signals as bytes in a pipe that the process's first event loop reads.
enum SignalPipe {
    /// Written once, before the first handler is installed.
    nonisolated(unsafe) private static var writing: Int32 = -1
    nonisolated(unsafe) private static var owner: pid_t = 0

    private static let handler: @convention(c) (Int32) -> Void = { number in
        let saved = errno
        if getpid() == SignalPipe.owner {
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(SignalPipe.writing, &byte, 1)
        } else {
            // A child made by fork: the pipe is its parent's, who got no signal.
            signal(number, SIG_DFL)
            raise(number)
        }
        errno = saved
    }

    /// Sends the signal into the pipe, out of which it goes to `received`, which is the same for all, on the first loop. Says
    /// what happened to it before; false when the system doesn't allow it. One caller at a time.
    static func install(
        _ number: Int32, _ before: inout sigaction, received: @escaping @Sendable (Int32) -> Void
    ) -> Bool {
        guard (1...255).contains(number), open(received) else { return false }
        var action = sigaction()
        setHandler(of: &action)
        sigfillset(&action.sa_mask)
        // System calls of threads that have nothing to do with it go on.
        action.sa_flags = SA_RESTART
        return sigaction(number, &action, &before) == 0
    }

    /// Whether the signal still goes into the pipe.
    static func isInstalled(_ number: Int32) -> Bool {
        var now = sigaction()
        guard sigaction(number, nil, &now) == 0 else { return false }
        #if canImport(Glibc)
        let installed = now.__sigaction_handler.sa_handler
        #else
        let installed = now.__sigaction_u.__sa_handler
        #endif
        return unsafeBitCast(installed, to: Int.self) == unsafeBitCast(handler, to: Int.self)
    }

    private static func setHandler(of action: inout sigaction) {
        #if canImport(Glibc)
        action.__sigaction_handler.sa_handler = handler
        #else
        action.__sigaction_u.__sa_handler = handler
        #endif
    }

    /// Makes the pipe, the first time. The loop may be the caller, so nobody waits for its channel: the pipe keeps what
    /// comes until it is there.
    private static func open(_ received: @escaping @Sendable (Int32) -> Void) -> Bool {
        guard writing < 0 else { return true }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return false }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        owner = getpid()
        writing = ends[1]
        NIOPipeBootstrap(group: LoopThreads.group(of: 1).next())
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Reader(received))
                }
            }
            .takingOwnershipOfDescriptor(input: ends[0])
            .whenFailure { IOLoop.report($0) }
        return true
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let received: @Sendable (Int32) -> Void

        init(_ received: @escaping @Sendable (Int32) -> Void) { self.received = received }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            for byte in unwrapInboundIn(data).readableBytesView { received(Int32(byte)) }
        }
    }
}
