public import Crosswind
import CrosswindServer

extension Application {
    /// Runs `body` with a client that asks this application in process.
    ///
    ///     await application.test { client in
    ///         let response = await client.get("/item/7")
    ///         #expect(response.status == 200)
    ///     }
    @discardableResult
    public func test<R>(_ body: (TestClient) async throws -> R) async rethrows -> R {
        try await body(TestClient(InProcessTransport(self)))
    }

    /// Runs `body` with a client that asks this application in process or, with ``TestMode/live``, over a socket.
    ///
    ///     try await application.test(.live) { client in
    ///         try await client.stream("GET", "/events") { events in
    ///             let first = try await events.next()
    ///             #expect(first == ByteBuffer(string: "first"))
    ///         }
    ///     }
    ///
    /// The server is stopped when `body` is over: connections that are left are closed, and a handler that is still at
    /// work then learns that its client has gone.
    ///
    /// - Throws: what `body` throws, and `ListenError` when no port is to be had.
    @discardableResult
    public func test<R>(_ mode: TestMode, _ body: (TestClient) async throws -> R) async throws -> R {
        switch mode.kind {
        case .inProcess: return try await test(body)
        case .live(let configuration):
            let transport = try await LiveTransport.start(HTTPServer(self, configuration: configuration))
            let result: Result<R, any Error>
            do { result = .success(try await body(TestClient(transport))) } catch { result = .failure(error) }
            await transport.stop()
            return try result.get()
        }
    }
}
