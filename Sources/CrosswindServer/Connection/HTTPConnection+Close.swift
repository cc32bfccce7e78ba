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
        peerClosed = true
        running?.clientClosed()
        switch phase {
        case .idle, .lingering: closeNow()
        case .head, .body:
            do throws(HTTPParseError) {
                try parser.finish()
                closeNow()
            } catch {
                failed(error)
            }
        case .running, .flushing, .closed: break
        }
    }

    /// After a whole response: close at once, or, where the client may still be sending, only our side first.
    func closeGently() {
        if input.readableBytes > 0 || receiving != nil || isDiscarding || isLast && !peerClosed && parserIsBusy {
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
        context.close(mode: .output, promise: nil)
    }

    private func resumeReading(whileLingering: Bool) {
        guard isPaused else { return }
        isPaused = false
        try? context.channel.syncOptions?.setOption(.autoRead, value: true)
    }

    /// Closes; what was written before still leaves.
    func closeNow() {
        guard phase != .closed else { return }
        context.close(promise: nil)
    }

    /// Closes so that the client can't take what it has for a whole message.
    func cut() {
        guard phase != .closed else { return }
        if duplicate >= 0 { shutdown(duplicate, Int32(SHUT_RDWR)) }
        context.close(promise: nil)
    }

    /// The server is on its way out: goodbye to connections that wait for nothing.
    func drain() {
        if phase == .idle, input.readableBytes == 0, held == nil { closeNow() }
    }

    /// The channel is gone.
    func disconnected() {
        guard phase != .closed else { return }
        enter(.closed)
        if let receiving {
            if case .stream(let stream) = receiving.body { stream.end(.broken) }
            if receiving !== running { loop.giveBack(receiving) }
            self.receiving = nil
        }
        if let held {
            self.held = nil
            loop.giveBack(held)
        }
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
        input = ByteBuffer()
        blockedNative = nil
        loop.remove(self)
        if runningReference == nil { release() }
    }

    /// Nothing refers to the socket any more.
    func release() {
        if duplicate >= 0 {
            close(duplicate)
            duplicate = -1
        }
        loop.letGo(self)
    }
}
