import CrosswindHTTP
import CrosswindServer
import NIOCore
import PythonBridge

/// From `output` to the socket.
extension WorkerServer {
    /// Completes the head: no more changes after this.
    func endHead(bodyCount: Int?) {
        refreshCommon()
        // A body that is still coming, and too long to be thrown away: the client must know that this is the end.
        if case .stream(let stream) = exchange.body {
            stream.answerBegins()
            if !stream.leavesConnection { encoder.closeAfterwards() }
        }
        addServerTiming()
        encoder.endHead(bodyCount: bodyCount, common: common, into: &output)
        if encoder.framing == .untilClose { first.willEndByClosing() }
        stage = .begun
        if isLogged {
            loggedHead.clear()
            loggedHead.append(UnsafeRawBufferPointer(rebasing: output.bytes[headStart...]))
        }
    }

    /// Gives the socket what it takes at once. False when the client is gone.
    @discardableResult
    func offer() -> Bool {
        guard !isGone else { return false }
        // What is in a file must leave first.
        guard output.count > 0, spool == nil else { return true }
        let since = beginWriting()
        let verdict = socket.transmit(output.bytes)
        endWriting(since)
        switch verdict {
        case .gone:
            isGone = true
            return false
        case .sent(let count):
            output.removeFirst(count)
            headStart = max(0, headStart - count)
            return true
        }
    }

    /// Sends all of `output`, sleeping detached while the client is slow. False when it is gone or stalls too long.
    func drain(_ python: inout Python) -> Bool {
        while offer() {
            if output.count == 0 { return true }
            if spool != nil { keepOutput(&python) } else { waitForClient(&python) }
        }
        return false
    }

    /// Sends `output` and then `payload`, which is not copied. `keepingUp`: sleep, detached, until all is sent; else
    /// what the socket doesn't take now is kept, for the loop. False when the client is gone.
    func send(
        _ payload: UnsafeRawBufferPointer, keepingUp: Bool, _ python: inout Python
    ) -> Bool {
        var payload = payload
        // Longer copies into the socket are made detached, so that other threads may compute meanwhile.
        let isLong = payload.count > 65_536
        while !isGone {
            if spool != nil {
                keep(payload, &python)
                return !isGone
            }
            let socket = socket
            let prefix = output.bytes
            let rest = payload
            let verdict: Transmission
            if isLong {
                verdict = writeDetached(&python) { socket.transmit(prefix, rest) }
            } else {
                let since = beginWriting()
                verdict = socket.transmit(prefix, rest)
                endWriting(since)
            }
            guard case .sent(let count) = verdict else {
                isGone = true
                return false
            }
            let fromPrefix = min(count, prefix.count)
            output.removeFirst(fromPrefix)
            headStart = max(0, headStart - fromPrefix)
            payload = UnsafeRawBufferPointer(rebasing: payload[(count - fromPrefix)...])
            if output.count == 0, payload.count == 0 { return true }
            if !keepingUp {
                keep(payload, &python)
                return !isGone
            }
            waitForClient(&python)
        }
        return false
    }

    /// The last touch of a request (or run): to the loop with it, and with what the socket didn't take.
    func hand(_ first: HTTPExchange, _ outcome: HTTPExchange.Outcome) {
        guard outcome != .cut, output.count > 0 || spool != nil, leaveRest(to: first) else {
            forgetKept()
            return first.complete(isGone ? .cut : outcome)
        }
        first.complete(outcome, rest: output.count > 0 ? ByteBuffer(bytes: output.bytes) : nil)
        output.clear()
    }

    // MARK: while the app works

    /// From here on, `start_response` and `write` may be called, and the watch may send what is final.
    func enterApp() {
        expose()
        turn.open()
    }

    /// The response is the worker's again, unless it is lost (``isLost``). Waits, detached, for a thread of the app that is
    /// inside `write`.
    func leaveApp(_ python: inout Python) {
        switch turn.close(token) {
        case .closed: break
        case .busy:
            let (turn, token) = (turn, token)
            isLost = !python.detached { turn.closeAfterOthers(token) }
        case .lost: isLost = true
        }
        guard isLost else { return conceal() }
        ForkedChild.endIfChild(python)
    }

    /// Lets the watch send what is final in `output`, should the app take its time.
    func expose() {
        let final = stage == .headed ? headStart : output.count
        guard final > 0, !isGone, spool == nil else { return }
        exposure.expose(
            UnsafeRawBufferPointer(rebasing: output.bytes[..<final]), socket, now: monotonicNanoseconds())
        watch.arm(soon: true)
    }

    /// Takes `output` back.
    func conceal() {
        guard let result = exposure.conceal() else { return }
        switch result {
        case .gone: isGone = true
        case .sent(let count):
            output.removeFirst(count)
            headStart = max(0, headStart - count)
        }
    }
}
