import CSockets
import CrosswindHTTP
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Connections before SwiftNIO's channel carries them.
///
/// To make a channel, register it and take it down again costs 50,000 instructions and nine system calls: three quarters of
/// the price of a request that has a connection for itself. Such a request mostly lies in the socket already when its
/// connection is accepted. So it is read at once, and while a thread answers it and the end of the connection comes next,
/// there is nothing a channel would be needed for. In any other case (nothing to read yet, more to come, an answer that the
/// socket doesn't take, a callback that answers later on the loop) the channel is made at the moment it is needed, and all
/// goes on as if it had been there before.
extension HTTPConnection {
    /// What stands for the channel.
    enum Footing {
        /// Nothing: the channel carries the connection, or did, or has yet to come.
        case channel
        /// A channel that SwiftNIO has accepted, not registered yet; and how its listener was told, from whom it is dear to get
        /// the channel a second time.
        case accepted(any Channel, NIOAny)
        /// A socket.
        case socket(Int32)
        /// A channel that SwiftNIO is about to register. What it is given waits for that.
        case registering
    }

    /// No channel carries the connection.
    var isEarly: Bool {
        switch footing {
        case .accepted, .socket: true
        case .channel, .registering: false
        }
    }

    /// The socket's descriptor, which only the loop ends; nil when there is none, or none any more.
    var descriptor: Int32? {
        if case .channel = footing, !(context?.channel.isActive ?? false) { return nil }
        return ownDescriptor
    }

    /// A connection that was just accepted begins. On the loop, for servers that don't await the PROXY protocol. Whether it did
    /// without a channel so far, and will mostly end so.
    func begin(_ footing: Footing, descriptor: Int32, peer: PeerAddress, local: PeerAddress) -> Bool {
        self.footing = footing
        ownDescriptor = descriptor
        self.peer = peer
        self.local = local
        begin()
        readEarly(descriptor)
        // Kept by the loop until its turn ends, hence still there.
        guard isEarly else { return context == nil }
        if phase == .closed || isLentEarly { return true }
        loop.turnEnd.carry(self)
        return false
    }

    private func readEarly(_ descriptor: Int32) {
        var buffer = loop.borrowReadBuffer()
        defer { loop.returnReadBuffer(buffer) }
        var count = 0
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: buffer.capacity) { room in
            repeat { count = recv(descriptor, room.baseAddress, room.count, 0) } while count < 0 && errno == EINTR
            return max(0, count)
        }
        if count > 0 {
            receive(&buffer)
        } else if count == 0 || errno != EAGAIN && errno != EWOULDBLOCK {
            closeNow()
        }
    }

    /// Whether `exchange` is the connection's last, and all there is of it: whoever answers may have the socket itself and no
    /// duplicate, since the loop does nothing to it until then.
    func lendsEarly(_ exchange: HTTPExchange) -> Bool {
        isEarly && !exchange.head.keepAlive && exchange.nextInRun == nil && receiving == nil && held == nil
    }

    /// Gives the connection its channel, as SwiftNIO would: in a task of its own, if it has accepted that.
    func carry() {
        guard case .accepted(let channel, let event) = footing, let listener = channel.parent else {
            _ = carried()
            return
        }
        do {
            try dress(channel)
            footing = .registering
            // Takes it for accepted just now.
            listener._channelCore.channelRead0(event)
        } catch {
            closeNow()
        }
    }

    /// The channel's context, to give it something to do; nil when it is closed or can't be made. From here on the channel
    /// carries the connection, if it didn't before.
    func carried() -> ChannelHandlerContext? {
        guard isEarly else { return context }
        assert(!isLentEarly, "a thread answers on the socket itself")
        // SwiftNIO ends the process where the kernel has no room for another watch and it registers in this way.
        guard let ownDescriptor, csockets_can_watch(ownDescriptor) != 0 else {
            loop.say(.unwatched, ["error": "\(String(cString: strerror(errno)))"])
            closeNow()
            return nil
        }
        let before = footing
        footing = .channel
        switch before {
        case .channel, .registering: break
        case .accepted(let channel, _):
            do {
                try dress(channel)
                channel._channelCore.registerAlreadyConfigured0(promise: nil)
            } catch {
                channel.close(promise: nil)
            }
        case .socket(let descriptor):
            let bound = NIOLoopBound(self, eventLoop: loop.eventLoop)
            let isTaken = NIOLoopBoundBox(false, eventLoop: loop.eventLoop)
            // Done when it comes back, as this is the loop's thread.
            _ = ClientBootstrap(group: loop.eventLoop)
                .channelInitializer { channel in
                    isTaken.value = true
                    return channel.eventLoop.makeCompletedFuture { try bound.value.dress(channel) }
                }
                .withConnectedSocket(descriptor)
            if !isTaken.value { close(descriptor) }
        }
        if !(context?.channel.isActive ?? false) {
            loop.turnEnd.keep(self)
            disconnected()
        }
        return context
    }

    /// Makes `channel`, not registered yet, one that carries this connection.
    func dress(_ channel: any Channel) throws {
        // TCP_NODELAY is inherited from the listener.
        if let options = channel.syncOptions {
            try options.setOption(.allowRemoteHalfClosure, value: true)
            try options.setOption(.recvAllocator, value: Self.reading)
            if loop.watermark.high != 64 * 1024 {  // SwiftNIO's own default
                try options.setOption(.writeBufferWaterMark, value: loop.watermark)
            }
        }
        if ownDescriptor == nil { ownDescriptor = channel.closeOnExec() }
        try channel.pipeline.syncOperations.addHandler(self)
    }

    /// Small at first, for the many that wait; up to 256 KiB for those that upload.
    private static let reading = AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 1024, maximum: 262_144)

    // MARK: the end

    /// What has come since the request was read.
    private enum Arrival { case nothing, bytes, end, failure }

    /// The kernel's word for that; takes nothing.
    private func arrival(_ descriptor: Int32) -> Arrival {
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        guard count < 0 else { return count > 0 ? .bytes : .end }
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? .nothing : .failure
    }

    /// Now and then while a thread answers: whether the client is still there, which a channel would have told.
    func lookEarly() {
        guard isLentEarly, phase != .closed, let ownDescriptor else { return }
        switch arrival(ownDescriptor) {
        case .nothing, .bytes: break
        case .end: if !peerClosed { inputClosed() }
        case .failure: closeNow()
        }
    }

    /// Closes without a channel. While somebody answers the socket is only shut down, and closed when that is done.
    func closeEarly() {
        if let ownDescriptor, runningReference != nil { shutdown(ownDescriptor, Int32(SHUT_RDWR)) }
        loop.turnEnd.keep(self)
        disconnected()
    }

    /// Whether to close would destroy the response, as a reset answers what the client has sent meanwhile (RFC 9112 §9.6).
    var hasUnreadEarly: Bool {
        guard isEarly, let ownDescriptor else { return false }
        return arrival(ownDescriptor) == .bytes
    }

    /// Nobody refers to the socket any more.
    func releaseEarly() {
        let before = footing
        footing = .channel
        isLentEarly = false
        switch before {
        case .channel, .registering: return
        case .accepted(let channel, _): channel.close(promise: nil)
        case .socket(let descriptor): close(descriptor)
        }
    }
}
