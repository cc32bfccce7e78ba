import CrosswindServer

/// Calls a closure on the loop for each request, and asks for bodies as streams.
struct StreamingCallback: RequestCallback {
    let body: @Sendable (HTTPExchange, BodyStream?) -> Void

    init(_ body: @escaping @Sendable (HTTPExchange, BodyStream?) -> Void) { self.body = body }

    func handle(_ exchange: HTTPExchange) {
        if case .stream(let stream) = exchange.body { body(exchange, stream) } else { body(exchange, nil) }
    }

    func streamsBody(of exchange: HTTPExchange) -> Bool { true }
}

/// Runs what blocks on a thread of its own, so that none of Swift's is missing while tasks are what is tested.
func blocking<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        inThread { continuation.resume(with: .init(catching: body)) }
    }
}
