import CrosswindHTTP
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The ends of a connection.
extension HTTPConnection {
    /// The client has closed its side; it may still be reading (`printf … | nc`).
    func inputClosed() {
        // Called again for requests that came before the end and were taken up after it: those ask for themselves.
        let isNews = !peerClosed
        peerClosed = true
        running?.clientClosed()
        if isNews { running?.native?.halfClosed() }
        switch phase {
        case .proxyHeader: proxyHeaderEnds()
        case .idle, .lingering: closeNow()
        case .head, .body:
            do throws(HTTPParseError) {
                try parser.finish()
                closeNow()
            } catch {
                failed(error)
            }
        case .running:
            // Nothing more comes that would make this loop look for the answer, and the client may be waiting for the end
            // behind it.
            running?.requestNotice()
            loop.collect()
        case .flushing, .closed: break
        }
    }

    /// After a whole response: close at once, or, where the client may still be sending, only our side first.
    func closeGently() {
        if hasMore || receiving != nil || isDiscarding || isLast && !peerClosed && parserIsBusy || hasUnreadEarly {
            linger()
        } else {
            closeNow()
        }
    }

    private var parserIsBusy: Bool { !parser.isIdle }

    /// Closes our side and reads on for a moment, as RFC 9112 §9.6 asks: a reset in answer to unread bytes could
    /// destroy the response before the client has read it.
    func linger() {
        guard phase != .closed, phase != .lingering else { return }
        isDiscarding = false
        discarded = 0
        input = ByteBuffer()
        if peerClosed { return closeNow() }
        enter(.lingering)
        resumeReading(whileLingering: true)
        carried()?.close(mode: .output, promise: nil)
    }

    private func resumeReading(whileLingering: Bool) {
        guard isPaused else { return }
        isPaused = false
        try? carried()?.channel.syncOptions?.setOption(.autoRead, value: true)
    }

    /// Closes; what was written before still leaves.
    func closeNow() {
        guard phase != .closed else { return }
        if InheritedSockets.mayBe { withDescriptor { shutdown($0, Int32(SHUT_RDWR)) } }
        close()
    }

    private func close() {
        if isEarly { return closeEarly() }
        footing = .channel
        context?.close(promise: nil)
    }

    /// Closes so that the client can't take what it has for a whole message.
    func cut() {
        guard phase != .closed else { return }
        if endsByClosing || running?.endsByClosing ?? false {
            // A UNIX socket knows no resets and ends as ever.
            withDescriptor { ResponseSocket(descriptor: $0).reset() }
        } else if duplicate >= 0 || InheritedSockets.mayBe {
            withDescriptor { shutdown($0, Int32(SHUT_RDWR)) }
        }
        close()
    }

    /// The socket's descriptor, for the length of a call. On the loop, while the channel is open.
    func withDescriptor(_ body: (Int32) -> Void) {
        if duplicate >= 0 { return body(duplicate) }
        if let descriptor { body(descriptor) }
    }

    /// The server is on its way out: goodbye to connections that wait for nothing.
    func drain() {
        guard phase == .idle || phase == .proxyHeader, input.readableBytes == 0, held == nil, !hasUnread else { return }
        let soon = loop.deadline(Self.grace)
        // It ends soon anyway, or has been here before.
        guard Int32(bitPattern: deadline &- soon) > 0 else { return }
        // Nobody connects for nothing: the first request is on its way, and its client would take an end for a failure. Nor
        // does a client that asked a moment ago expect one: its next request may be on its way just as well.
        guard isFresh || loop.idleTicks(until: deadline) <= soon &- loop.tick else { return closeNow() }
        deadline = soon
    }

    /// How long a draining server waits for the next request of a connection that is in use.
    private static let grace = Duration.seconds(1)

    /// A request lies in the socket already.
    private var hasUnread: Bool {
        var byte: UInt8 = 0
        var count = 0
        withDescriptor { count = recv($0, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) }
        return count > 0
    }

    /// The channel is gone.
    func disconnected() {
        guard phase != .closed else { return }
        enter(.closed)
        if case .registering = footing { footing = .channel }
        var stream: BodyStream?
        if let receiving {
            self.receiving = nil
            if case .stream(let open) = receiving.body { stream = open }
            if receiving !== running { loop.giveBack(receiving) }
        }
        if let held {
            self.held = nil
            loop.giveBack(held)
        }
        giveBackLater()
        if let running {
            // Whoever answers learns it from its next write; a thread that sleeps in poll is woken by the shutdown.
            var each: HTTPExchange? = running
            while let one = each {
                one.cancel()
                each = one.nextInRun
            }
            if duplicate >= 0 { shutdown(duplicate, Int32(SHUT_RDWR)) }
            // Its exchange refers to this object without counting; the channel no longer does.
            loop.keep(self)
            running.native?.disconnected()
        }
        // After all that: whoever reads it may answer there and then, which ends the exchange.
        stream?.end(.broken)
        input = ByteBuffer()
        blockedNative = nil
        transfer = nil
        loop.remove(self)
        if runningReference == nil { release() }
    }

    /// Nothing refers to the socket any more.
    func release() {
        if duplicate >= 0 {
            closeDescriptor(duplicate)
            duplicate = -1
        }
        if isEarly { releaseEarly() }
        loop.letGo(self)
    }
}

/// `close`, which inside ``HTTPConnection`` is another function.
private func closeDescriptor(_ descriptor: Int32) { close(descriptor) }
