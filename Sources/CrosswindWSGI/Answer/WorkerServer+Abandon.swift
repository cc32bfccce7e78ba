// Unsafe: bare references, see WorkerServer.
import CPythonABI
import CrosswindHTTP
import CrosswindServer
import Logging
import PythonBridge

/// The end of a request whose app takes too long.
extension WorkerServer {
    /// On another thread, which need not be attached: answers in the app's place, 504 if nothing of the response has left and
    /// a cut connection otherwise, and gives the exchange back to its loop. Nil when the app did something since `moment`.
    /// What the app calls from now on raises; what it returns is closed and dropped.
    func abandon(_ moment: ResponseTurn.Moment) -> AbandonedRequest? {
        guard turn.seize(moment) else { return nil }
        // From here to `release` everything of this worker is ours, as it was the worker's before it called the app.
        conceal()
        happened?(.timedOut(.request))
        let request = live.abandon()
        if !isGone {
            var fresh = newEncoder()
            fresh.closeAfterwards()
            answerError(
                504, "Gateway Timeout",
                "<html><title>504: Gateway Timeout</title><body>504: Gateway Timeout</body></html>",
                encoder: fresh)
        }
        let isAnswered = !isGone && !mustCut
        let (exchange, first) = (exchange!, first!)
        exchange.releaseBody()
        let outcome = finish(exchange)
        hand(first, outcome == .keepAlive ? .close : outcome)
        turn.release(moment)
        return AbandonedRequest(thread: live.look(), request: request, isAnswered: isAnswered)
    }

    /// PEP 3333's `close()`, of what the app returned when nobody wanted it any more.
    func closeLate(_ result: PyPointer) {
        var method: PyPointer?
        switch cpython_optional_attribute(result, prelude.close, &method) {
        case 1:
            let answer = cpython_call0(method!)
            Py_DecRef(method!)
            if let answer { Py_DecRef(answer) }
        default: break
        }
        if PyErr_Occurred() != nil { Python.assumeAttached { failedLate($0) } }
    }

    /// The app failed after its request was given up: the exception is set. It can do no harm any more, but may say why the
    /// app took so long.
    func failedLate(_ python: borrowing Python) {
        let error = PythonError.fetchRaised(python)
        logger.warning("the application failed on a request that had been given up\n\(error.traceback)")
    }
}
