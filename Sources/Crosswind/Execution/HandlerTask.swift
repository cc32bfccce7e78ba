import CrosswindServer

/// Runs handlers on an event loop, one after another, and keeps for the next what the last one needed.
final class HandlerTask: LoopTask, @unchecked Sendable {
    private var answer = ExchangeAnswer()

    /// Has a handler answer `exchange`. One that never suspends has done so when this returns.
    func run(
        _ application: Application, _ make: @Sendable () -> RequestHandler, _ match: RouteMatch?,
        _ exchange: HTTPExchange
    ) {
        let answer = answer
        answer.begin(exchange)
        begin(application, make, match, exchange)
        if exchange.inheritsTaskLocals { startOnce() } else { start() }
        guard !answer.isOver else { return }
        answer.watch { [self] in
            guard let handler = answer.handler else { return }
            handler.onConnectionClose()
            if type(of: handler).cancelsOnDisconnect { cancel() }
        }
    }

    /// Not in `run`, which would hold a reference to the handler until that is over, and then it would seem to be kept.
    @inline(never)
    private func begin(
        _ application: Application, _ make: @Sendable () -> RequestHandler, _ match: RouteMatch?,
        _ exchange: HTTPExchange
    ) {
        let handler = make()
        handler.bind(application, HTTPRequest(exchange), answer, match)
        answer.handler = handler
    }

    override func work() async { await answer.handler?.run() }

    override func worked() {
        guard var handler = answer.handler.take() else { return }
        // Somebody keeps the handler, and with it the answer, which must not become another request's.
        if !isKnownUniquelyReferenced(&handler) { answer = ExchangeAnswer() }
    }
}
