import CrosswindHTTP
import Logging
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// From a callback's answer to the next request.
extension HTTPConnection {
    /// On the loop, before an exchange (or run) goes to another thread: gives it its descriptor. False when there is
    /// none left.
    func lendSocket(to exchange: HTTPExchange) -> Bool {
        if lendsEarly(exchange), let ownDescriptor {
            isLentEarly = true
            exchange.socket = ResponseSocket(descriptor: ownDescriptor)
            return true
        }
        if duplicate < 0 {
            guard let descriptor else { return false }
            duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
            guard duplicate >= 0 else { return false }
        }
        let socket = ResponseSocket(descriptor: duplicate)
        exchange.socket = socket
        var next = exchange.nextInRun
        while let one = next {
            one.socket = socket
            next = one.nextInRun
        }
        return true
    }

    /// The exchange (with the rest of its run) has been answered.
    func completed(_ exchange: HTTPExchange) {
        assert(running === exchange)
        runningReference = nil
        isLentEarly = false
        let outcome = exchange.outcome
        let rest = exchange.rest
        let fileRest = exchange.fileRest
        let share = exchange.share
        let wasNative = exchange.native != nil
        if exchange.endsByClosing { endsByClosing = true }
        if blockedNative === exchange { blockedNative = nil }
        if case .stream(let stream) = exchange.body {
            // Whoever kept the stream beyond the request must not wait for more of it.
            let awaitsContinue = exchange.head.expectsContinue && stream.isUntouched
            stream.end(.broken)
            bodyIsFull = false
            if receiving === exchange {
                receiving = nil
                isDiscarding = true
                discarded = 0
                // Without the 100 the client may send its body or not: nobody can tell what its next bytes are.
                if awaitsContinue { isLast = true }
            }
        }
        if let later = exchange.later {
            exchange.later = nil
            later.queue = exchange.queue
            laterReference = Unmanaged.passUnretained(later)
        }
        giveBack(exchange)
        let file = fileRest.map { FileTransfer($0, outcome) }
        guard phase != .closed else {
            giveBackLater()
            // The loop's list of orphans may hold the last reference.
            return withExtendedLifetime(self) { release() }
        }
        // A native callback has written to the channel, and the socket may not have taken it all.
        let unsent = wasNative && mayHold ? unsentBytes : 0
        guard outcome != .cut, rest != nil || file != nil || unsent > 0 else { return answered(outcome) }
        enter(.flushing)
        pendingBytes = unsent + (rest?.readableBytes ?? 0) + untakenBytes
        transfer = file
        // Without a rest: an empty write, for the promise that everything before it has left.
        flush(rest ?? ByteBuffer()) { connection in
            // Counted until here, or until the connection ends.
            withExtendedLifetime(share) {}
            if connection.transfer != nil { connection.transferFile() } else { connection.answered(outcome) }
        }
    }

    /// An exchange that is over, and the run behind it.
    private func giveBack(_ first: HTTPExchange) {
        var next: HTTPExchange? = first
        while let one = next {
            next = one.nextInRun
            loop.giveBack(one)
        }
    }

    /// Nobody will answer the rest of a run any more.
    func giveBackLater() {
        guard let later = laterReference else { return }
        laterReference = nil
        giveBack(later._withUnsafeGuaranteedRef { $0 })
    }

    /// The client has the answers before it: the rest of a run goes on. False when there is none.
    private func resumeRun() -> Bool {
        guard let later = laterReference else { return false }
        laterReference = nil
        runningReference = later
        enter(.running)
        later._withUnsafeGuaranteedRef { exchange in
            guard let queue = exchange.queue else { preconditionFailure("a run that nobody was given") }
            if peerClosed { exchange.clientClosed() }
            // Whatever waits behind it.
            exchange.requestNotice()
            loop.submit(exchange, to: queue)
        }
        return true
    }

    /// Whether the answer to `exchange` is the connection's last, whatever the request wants: its body broke, or nobody can
    /// tell whether it comes (see `completed`).
    func endsAfter(_ exchange: HTTPExchange) -> Bool {
        if isLast { return true }
        guard case .stream(let stream) = exchange.body else { return false }
        return exchange.head.expectsContinue && stream.isUntouched
    }

    /// Gives `buffer` to the channel and calls `then` once the socket has taken it, if the response is still wanted.
    func flush(_ buffer: ByteBuffer, _ then: @escaping @Sendable (HTTPConnection) -> Void) {
        let bound = NIOLoopBound(self, eventLoop: loop.eventLoop)
        mayHold = true
        carried()?.writeAndFlush(wrapOutboundOut(.byteBuffer(buffer))).whenComplete { result in
            let connection = bound.value
            guard connection.phase == .flushing else { return }
            if case .success = result { then(connection) } else { connection.cut() }
        }
    }

    /// The response has left.
    func answered(_ outcome: HTTPExchange.Outcome) {
        switch outcome {
        case .cut:
            cut()
        case .close:
            closeGently()
        case .keepAlive:
            if resumeRun() { return }
            if isDiscarding, !isLast {
                enter(.body)
                if isPaused { resumeReading() }
                return consumeInput()
            }
            if let failure { return refuse(failure.status, failure.reason) }
            if isLast { return closeGently() }
            if peerClosed && !hasMore { return closeNow() }
            enter(.idle)
            if let next = held {
                held = nil
                accept(next, bodyIsHere: input.readableBytes > 0)
            }
            if isPaused, !bodyIsFull, input.readableBytes < loop.core.configuration.readAhead { resumeReading() }
            consumeInput()
            if peerClosed, !isConsuming, phase != .running, phase != .closed { inputClosed() }
            // Answered before the end began, and told that it may ask again.
            if phase == .idle, loop.core.isClosing { drain() }
        }
    }

    /// A protocol error: answered at once, or after the requests ahead of it.
    func failed(_ error: HTTPParseError) {
        if running == nil {
            refuse(error.status, error.reason)
        } else if let receiving, case .stream(let stream) = receiving.body {
            // Its callback is at work; what it reads ends here, and so does the connection after its answer, which may
            // be given at once.
            isLast = true
            stream.end(error.status == 413 ? .tooLarge : .broken)
        } else {
            failure = error
        }
    }

    /// Answers with an error of our own and closes.
    func refuse(_ status: UInt16, _ why: StaticString, timedOut: Bool = false) {
        // The request has its answer; the client would take another one for that of its next.
        if isDiscarding { return linger() }
        if let receiving {
            self.receiving = nil
            if case .stream(let stream) = receiving.body {
                // The callback still has it and answers, or not; either way the connection is not used again.
                isLast = true
                enter(.running)
                return stream.end(timedOut ? .timedOut : .broken)
            }
            loop.giveBack(receiving)
        }
        guard phase != .closed, phase != .lingering else { return }
        loop.core.configuration.happened?(.refused(status))
        loop.core.configuration.logger.debug(
            "refused a request", metadata: ["status": "\(status)", "reason": "\(why)", "peer": "\(peer)"])
        loop.say(.refused, ["status": "\(status)", "reason": "\(why)", "peer": "\(peer)"])
        var encoder = ResponseEncoder(minorVersion: 1, isHEAD: false, keepAlive: false)
        loop.output.clear()
        loop.refreshCommon()
        let reason = HTTPStatus.reason(status)
        do throws(HTTPFieldError) {
            try encoder.begin(status: status, reason: reason.rawBytes, into: &loop.output)
            try encoder.field(
                name: ("Content-Type" as StaticString).rawBytes, value: ("text/plain" as StaticString).rawBytes,
                into: &loop.output)
        } catch {
            return closeNow()
        }
        encoder.endHead(bodyCount: reason.utf8CodeUnitCount + 1, common: loop.common, into: &loop.output)
        loop.output.append(reason)
        loop.output.append(0x0A)
        writeScratch()
        linger()
    }
}

extension StaticString {
    /// The bytes of a literal.
    var rawBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}
