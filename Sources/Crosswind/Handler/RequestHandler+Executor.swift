import CrosswindServer

extension RequestHandler {
    /// Runs `body`, which may block, on a thread that is no event loop's, and gives back what it returns (Tornado:
    /// `IOLoop.current().run_in_executor`):
    ///
    ///     override func get() async throws {
    ///         let id = try argument("id")
    ///         let page = try await runInExecutor { try database.page(id) }
    ///         write(page)
    ///     }
    ///
    /// What it needs of the request is taken out before, as the handler belongs to its loop. It is
    /// `IOLoop.runInExecutor(on:_:)` of the handler's loop and uses the same threads; inside a WSGI server, whose thread
    /// the handler has for itself, it runs there and then.
    public final func runInExecutor<Success: Sendable>(
        _ body: @escaping @Sendable () throws -> Success
    ) async throws -> Success {
        if answer.mayBlock { return try body() }
        return try await IOLoop.current.runInExecutor(body)
    }
}
