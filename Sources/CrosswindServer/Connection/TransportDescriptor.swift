import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension Channel {
    /// Keeps the socket from programs that the application starts, which would hold connections open, and ports: SwiftNIO
    /// makes and accepts sockets without that. Gives back the descriptor.
    ///
    /// A program that another thread starts between that and this still gets it.
    @discardableResult
    func closeOnExec() -> Int32? {
        withDescriptor { descriptor in
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            return descriptor
        }
    }

    /// The descriptor of the channel's socket, for the length of a call; nil where there is none. On the loop, while the
    /// channel is open.
    ///
    /// What `withUnsafeTransportIfAvailable(of:_:)` does, but that its cast to a parameterised protocol takes some 14,000
    /// instructions each time, which was a seventh of a connection's price.
    func withDescriptor<Result>(_ body: (NIOBSDSocket.Handle) -> Result) -> Result? {
        guard let core = _channelCore as? any NIOTransportAccessibleChannelCore else { return nil }
        return open(core, body)
    }

    private func open<Core: NIOTransportAccessibleChannelCore, Result>(
        _ core: Core, _ body: (NIOBSDSocket.Handle) -> Result
    ) -> Result? {
        try? core.withUnsafeTransport { transport in (transport as? NIOBSDSocket.Handle).map(body) }
    }
}
