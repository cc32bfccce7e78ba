import CrosswindServer

/// Runs handlers on an event loop, one after another, and keeps for the next what the last one needed.
final class HandlerTask: LoopTask, @unchecked Sendable {
    private var answer = ExchangeAnswer()
    private var next: Work?

    private struct Work {
        let application: Application
        let make: @Sendable () -> RequestHandler
        let match: RouteMatch?
        let exchange: HTTPExchange
    }

    /// Has a handler answer `exchange`. One that never suspends has done so when this returns.
    func run(
        _ application: Application, _ make: @escaping @Sendable () -> RequestHandler, _ match: RouteMatch?,
        _ exchange: HTTPExchange
    ) {
        let answer = answer
        answer.begin(exchange)
        next = Work(application: application, make: make, match: match, exchange: exchange)
        if exchange.inheritsTaskLocals { startOnce() } else { start() }
        guard !answer.isOver else { return }
        answer.watch { [self] in
            guard let handler = answer.handler else { return }
            handler.onConnectionClose()
            if type(of: handler).cancelsOnDisconnect { cancel() }
        }
    }

    override func work() async {
        guard let work = next.take() else { return }
        var handler = work.make()
        answer.handler = handler
        let request = HTTPRequest(work.exchange)
        await work.application.run(handler, work.match, request, answer)
        answer.handler = nil
        // Somebody keeps the handler, and with it the answer, which must not become another request's.
        if !isKnownUniquelyReferenced(&handler) { answer = ExchangeAnswer() }
    }
}
