import CrosswindHTTP
import CrosswindServer
import PythonBridge

/// Where a request's time goes, as far as somebody wants to know (`isTimed`).
extension WorkerServer {
    /// Begins the times of `exchange`. The rest of a run has waited until now; its first was seen by the queue.
    func beginTimes(_ exchange: HTTPExchange) {
        isTimed = exchange.startedAt != 0
        guard isTimed else { return }
        wroteFor = 0
        regainedFor = 0
        guard exchange.takenAt == 0 else { return }
        exchange.takenAt = monotonicNanoseconds()
        exchange.times.ran = true
        exchange.times.queue = exchange.takenAt &- exchange.startedAt
    }

    func endTimes(_ exchange: HTTPExchange) {
        guard isTimed else { return }
        exchange.times.app = inApp(exchange)
        exchange.times.gil &+= regainedFor
        exchange.times.write = wroteFor
    }

    private func inApp(_ exchange: HTTPExchange) -> UInt64 {
        let spent = Int64(bitPattern: monotonicNanoseconds() &- exchange.takenAt &- wroteFor &- regainedFor)
        return UInt64(max(0, spent))
    }

    /// To be given back to ``endWriting(_:)`` when the socket has been given what it takes.
    func beginWriting() -> UInt64 { isTimed ? monotonicNanoseconds() : 0 }

    func endWriting(_ since: UInt64) {
        if isTimed { wroteFor &+= monotonicNanoseconds() &- since }
    }

    /// Runs `body`, which sends or waits until it may, detached. What comes after it until this thread is attached again is
    /// waiting for the GIL.
    func writeDetached<R>(_ python: inout Python, _ body: () -> R) -> R {
        guard isTimed else { return python.detached(body) }
        let since = monotonicNanoseconds()
        var end: UInt64 = 0
        let result = python.detached {
            let result = body()
            end = monotonicNanoseconds()
            return result
        }
        wroteFor &+= end &- since
        regainedFor &+= monotonicNanoseconds() &- end
        return result
    }

    /// Sleeps until the client takes more of its response; if it doesn't for too long, it counts as gone.
    func waitForClient(_ python: inout Python) {
        let socket = socket
        let patience = stallMilliseconds
        if !writeDetached(&python, { socket.waitWritable(milliseconds: patience) }) {
            isGone = true
            happened?(.timedOut(.write))
        }
    }

    /// `Server-Timing: queue;dur=0.012, gil;dur=0, app;dur=3.456` (W3C Server Timing), in milliseconds. To be called before the
    /// head is complete, so the application's time is that to here: to the first of its body.
    func addServerTiming() {
        guard sendsTimes, isTimed else { return }
        timing.clear()
        timing.append("queue;dur=")
        timing.append(milliseconds: exchange.times.queue)
        timing.append(", gil;dur=")
        timing.append(milliseconds: exchange.times.gil &+ regainedFor)
        timing.append(", app;dur=")
        timing.append(milliseconds: inApp(exchange))
        // It can't fail: name and value are ours.
        try? encoder.field(name: raw("Server-Timing"), value: timing.bytes, into: &output)
    }
}

extension OutputBuffer {
    /// Nanoseconds as milliseconds with three places.
    fileprivate mutating func append(milliseconds nanoseconds: UInt64) {
        append(decimal: nanoseconds / 1_000_000)
        let places = nanoseconds / 1_000 % 1_000
        append(UInt8(ascii: "."))
        append(UInt8(ascii: "0") + UInt8(places / 100))
        append(UInt8(ascii: "0") + UInt8(places / 10 % 10))
        append(UInt8(ascii: "0") + UInt8(places % 10))
    }
}
