import CrosswindHTTP
import Logging
import NIOCore

/// From bytes to requests.
extension HTTPConnection {
    /// More bytes from the client.
    func receive(_ buffer: inout ByteBuffer) {
        if phase == .lingering {
            // Read so that the kernel doesn't answer unread bytes with a reset that would destroy the response on
            // its way; but not for ever.
            discarded += buffer.readableBytes
            if discarded > 16 << 20 { closeNow() }
            return
        }
        guard phase != .closed else { return }
        if runningReference != nil, receiving == nil {
            // Perhaps the answer is out already and only this loop hasn't heard.
            loop.collect()
            if phase == .closed || phase == .lingering { return }
        }
        if input.readableBytes > 0 || !canParse {
            input.writeBuffer(&buffer)
            if input.readableBytes > loop.core.configuration.readAhead + Self.mostInOneTurn, !canParse {
                // At the client's end SwiftNIO hands over all that the socket holds, whether or not reading is paused. Of
                // so many requests the rest is not answered (RFC 9112 §9.3.2).
                input = ByteBuffer()
                isLast = true
            }
            if canParse {
                consumeInput()
            } else if phase == .proxyHeader {
                readProxyHeader()
            } else {
                waitForTurn()
            }
            return
        }
        let consumed = buffer.withUnsafeReadableBytes { consume($0) }
        buffer.moveReaderIndex(forwardBy: consumed)
        if buffer.readableBytes > 0 || held != nil, phase != .closed, phase != .lingering {
            // Copied, so that the channel can use its buffer again for the next read.
            if buffer.readableBytes > 0 { input.writeBuffer(&buffer) }
            if !canParse { waitForTurn() }
        }
    }

    /// What SwiftNIO reads for one event: four times the largest buffer.
    private static let mostInOneTurn = 1 << 20

    /// Parses what was kept back. Called whenever that may have become possible.
    func consumeInput() {
        guard !isConsuming, canParse, input.readableBytes > 0 else { return }
        // A reference of its own, since a connection that ends in the middle throws its input away.
        let waiting = input
        let consumed = waiting.withUnsafeReadableBytes { consume($0) }
        guard phase != .closed, phase != .lingering else { return }
        input.moveReaderIndex(forwardBy: consumed)
        if input.readableBytes == 0 {
            input = ByteBuffer()
        } else if input.readerIndex > 64 * 1024 {
            input.discardReadBytes()
        }
        if isPaused, input.readableBytes < loop.core.configuration.readAhead, !bodyIsFull { resumeReading() }
        if !canParse, hasMore { waitForTurn() }
        // The client's end counts once everything before it has been looked at.
        if peerClosed, phase == .idle || phase == .head || phase == .body { inputClosed() }
    }

    /// Requests, or parts of one, stand behind the one that is being answered.
    var hasMore: Bool {
        held != nil || laterReference != nil || (isConsuming ? remaining > 0 : input.readableBytes > 0)
    }

    /// Bytes are waiting behind a running request.
    private func waitForTurn() {
        if input.readableBytes >= loop.core.configuration.readAhead { pauseReading() }
        guard let running, receiving == nil else { return }
        // In this order: the thread posts, then looks at the wish; so either it sees the wish or we see the post.
        running.requestNotice()
        loop.collect()
    }

    /// Looks at `bytes` and gives back how many of them are done with.
    private func consume(_ bytes: UnsafeRawBufferPointer) -> Int {
        isConsuming = true
        defer { isConsuming = false }
        var at = 0
        do throws(HTTPParseError) {
            // A body's last byte and its end are two events, the second of which needs no further bytes.
            var mayHaveEnded = false
            scan: while at < bytes.count || mayHaveEnded, canParse {
                mayHaveEnded = false
                let rest = UnsafeRawBufferPointer(rebasing: bytes[at...])
                let event = try parser.next(rest, consumed: &at, head: loop.blankHead, limits: loop.core.limits)
                switch event {
                case .needMore:
                    if receiving == nil, phase == .idle, !parser.isIdle { enter(.head) }
                    break scan
                case .head:
                    remaining = bytes.count - at
                    let reference = loop.takeBlank()
                    let goesOn = reference._withUnsafeGuaranteedRef { exchange in
                        exchange.connectionReference = Unmanaged.passUnretained(self)
                        exchange.core = loop.coreReference
                        exchange.peerAddress = peer.address
                        exchange.peerPort = peer.port
                        if gatherFirst != nil, !isSafe(exchange) {
                            held = exchange
                            return false
                        }
                        accept(exchange, bodyIsHere: at < bytes.count)
                        return true
                    }
                    if !goesOn { break scan }
                case .body(let range):
                    received(UnsafeRawBufferPointer(rebasing: rest[range]))
                    mayHaveEnded = true
                case .end:
                    remaining = bytes.count - at
                    receivedAll()
                }
            }
            remaining = bytes.count - at
            dispatchGathered()
        } catch {
            remaining = 0
            dispatchGathered()
            failed(error)
        }
        return phase == .closed || phase == .lingering ? bytes.count : at
    }

    /// A request's head has come.
    func accept(_ exchange: HTTPExchange, bodyIsHere: Bool) {
        if isProxied, saysForwarded(exchange.head), let resolver = loop.core.configuration.forwarding {
            exchange.forwarded = resolver.resolve(HeadFields(head: exchange.head)).map { ProxiedClient($0) }
        }
        if let proxiedTLS, exchange.forwarded?.isSecure == nil {
            if exchange.forwarded == nil { exchange.forwarded = ProxiedClient() }
            exchange.forwarded?.isSecure = proxiedTLS
        }
        isFresh = false
        if !exchange.head.keepAlive { isLastAfter = true }
        if exchange.head.framing == .none {
            isLast = isLastAfter
            if loop.takesRuns, isSafe(exchange) {
                gather(exchange)
            } else {
                dispatch(exchange)
            }
            return
        }
        receiving = exchange
        if loop.core.callback.streamsBody(of: exchange) {
            exchange.body = .stream(makeStream(for: exchange))
            enter(.body)
            // Until the callback reads the client waits for that, and not the other way round.
            if exchange.head.expectsContinue, !bodyIsHere { deadline = 0 }
            dispatch(exchange)
        } else {
            enter(.body)
            if case .length(let count) = exchange.head.framing {
                let expected = Int(clamping: count)
                if expected <= loop.core.configuration.spoolThreshold || loop.charge(exchange, expected) {
                    exchange.body = .memory(loop.allocator.buffer(capacity: expected))
                }
            }
            if exchange.head.expectsContinue, !bodyIsHere { sendContinue() }
        }
    }

    /// Most requests have none of these fields, and then the resolver need not look.
    private func saysForwarded(_ head: RequestHead) -> Bool {
        head.has(.forwarded) || head.has(.xForwardedFor) || head.has(.xForwardedProto) || head.has(.xForwardedHost)
            || head.has(.xForwardedPort)
    }

    private func isSafe(_ exchange: HTTPExchange) -> Bool {
        // RFC 9112 §9.3.2: only requests without effects may be taken on before the one ahead is answered.
        exchange.head.framing == .none
            && (exchange.head.methodKind == .get || exchange.head.methodKind == .head)
            // What is answered here goes with nobody else's run.
            && !(loop.healthLengths.mayBe(exchange.head) && loop.health?.concern(exchange.head) ?? false)
    }

    // MARK: runs

    private func gather(_ exchange: HTTPExchange) {
        let reference = Unmanaged.passUnretained(exchange)
        if let last = gatherLast {
            last._withUnsafeGuaranteedRef { $0.nextInRun = exchange }
        } else {
            gatherFirst = reference
        }
        gatherLast = reference
        gatherCount += 1
        if gatherCount >= loop.pipelineDepth || isLast { dispatchGathered() }
    }

    private func dispatchGathered() {
        guard let first = gatherFirst else { return }
        gatherFirst = nil
        gatherLast = nil
        gatherCount = 0
        first._withUnsafeGuaranteedRef { dispatch($0) }
    }

    private func dispatch(_ exchange: HTTPExchange) {
        runningReference = Unmanaged.passUnretained(exchange)
        if receiving == nil { enter(.running) }
        if loop.keepsTime {
            let now = monotonicNanoseconds()
            var each: HTTPExchange? = exchange
            while let one = each {
                one.startedAt = now
                each = one.nextInRun
            }
        }
        if peerClosed { exchange.clientClosed() }
        if loop.healthLengths.mayBe(exchange.head), let health = loop.health, health.answer(exchange) { return }
        loop.core.callback.handle(exchange)
    }

    // MARK: bodies

    /// Payload of the request that is being received.
    private func received(_ bytes: UnsafeRawBufferPointer) {
        guard let exchange = receiving else { return discard(bytes.count) }
        deadline = loop.deadline(loop.core.configuration.bodyTimeout)
        switch exchange.body {
        case .stream(let stream):
            if !stream.append(bytes) {
                bodyIsFull = true
                // From here on the callback lets the client wait, not the other way round.
                deadline = 0
                pauseReading()
            }
        case .file(let file):
            if !file.append(bytes) { spoolFailed() }
        case .empty, .memory:
            var buffer: ByteBuffer
            if case .memory(let begun) = exchange.body { buffer = begun } else { buffer = ByteBuffer() }
            // Let go of the exchange's reference first, or the append would copy what has come so far.
            exchange.body = .empty
            let total = buffer.readableBytes + bytes.count
            if total <= loop.core.configuration.spoolThreshold || loop.charge(exchange, total) {
                buffer.writeBytes(bytes)
                exchange.body = .memory(buffer)
                return
            }
            loop.discharge(exchange)
            guard let file = SpoolFile(directory: loop.core.configuration.spoolDirectory),
                buffer.withUnsafeReadableBytes({ file.append($0) }), file.append(bytes)
            else { return spoolFailed() }
            exchange.body = .file(file)
        }
    }

    /// The request that is being received is complete.
    private func receivedAll() {
        guard let exchange = receiving else {
            isDiscarding = false
            isLast = isLastAfter
            return answered(isLast ? .close : .keepAlive)
        }
        receiving = nil
        isLast = isLastAfter
        if case .stream(let stream) = exchange.body {
            if running == nil { enter(.idle) } else { enter(.running) }
            stream.end(.complete)
            return
        }
        if case .file(let file) = exchange.body { file.rewind() }
        dispatch(exchange)
    }

    /// The rest of a body whose callback has answered already. Reading a little of it is cheaper than a new connection.
    private func discard(_ count: Int) {
        discarded += count
        if discarded > BodyStream.mostDiscarded {
            isDiscarding = false
            linger()
        }
    }

    private func spoolFailed() {
        loop.core.configuration.logger.error(
            "can't write a request body to a temporary file",
            metadata: ["directory": "\(loop.core.configuration.spoolDirectory ?? "TMPDIR or /tmp")"])
        refuse(507, "can't store the request body")
    }

    private func makeStream(for exchange: HTTPExchange) -> BodyStream {
        let eventLoop = loop.eventLoop
        let connection = NIOLoopBound(self, eventLoop: eventLoop)
        var expected: Int?
        if case .length(let count) = exchange.head.framing { expected = Int(clamping: count) }
        // The reader may be a thread, or a task on this very loop, which needs no way round.
        let wanted: @Sendable () -> Void = {
            if eventLoop.inEventLoop { return connection.value.continueIfNothingCame() }
            eventLoop.execute { connection.value.continueIfNothingCame() }
        }
        let room: @Sendable () -> Void = {
            if eventLoop.inEventLoop { return connection.value.bodyHasRoom() }
            eventLoop.execute { connection.value.bodyHasRoom() }
        }
        return BodyStream(
            highWater: loop.core.configuration.readAhead, expected: expected,
            onFirstRead: exchange.head.expectsContinue ? wanted : nil,
            resume: room)
    }

    private func bodyHasRoom() {
        bodyIsFull = false
        if receiving != nil { deadline = loop.deadline(loop.core.configuration.bodyTimeout) }
        if isPaused { resumeReading() }
        consumeInput()
    }

    /// RFC 9110 §10.1.1: `100 (Continue)` once the body is wanted, and not after any of it has come.
    private func continueIfNothingCame() {
        guard let receiving, case .stream(let stream) = receiving.body, stream.wantsContinue else { return }
        // A callback that reads at once does so before this loop has looked at what came with the head.
        guard isConsuming ? remaining == 0 : input.readableBytes == 0 else { return }
        sendContinue()
        deadline = loop.deadline(loop.core.configuration.bodyTimeout)
    }

    private func sendContinue() {
        var buffer = loop.allocator.buffer(capacity: 32)
        buffer.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
        send(buffer)
    }

    // MARK: back-pressure

    private func pauseReading() {
        guard !isPaused else { return }
        isPaused = true
        try? carried()?.channel.syncOptions?.setOption(.autoRead, value: false)
    }

    func resumeReading() {
        guard isPaused, phase != .closed else { return }
        isPaused = false
        try? carried()?.channel.syncOptions?.setOption(.autoRead, value: true)
    }
}
