import CrosswindHTTP
import CrosswindServer
import NIOCore
import NIOPosix
import Synchronization

/// Asks a server over sockets, on connections that are kept as browsers keep them.
final class LiveTransport: TestTransport {
    private let server: HTTPServer
    private let port: Int
    private let idle = Mutex<[TestConnection]>([])

    private init(_ server: HTTPServer, _ port: Int) {
        self.server = server
        self.port = port
    }

    var host: String { "127.0.0.1:\(port)" }

    /// Listening and stopping block, so neither happens on a thread of Swift's own.
    static func start(_ server: HTTPServer) async throws -> LiveTransport {
        try await NIOThreadPool.singleton.runIfActive {
            guard case .tcp(_, let port) = try server.listen(.tcp(host: "127.0.0.1", port: 0)) else {
                throw TestError.notConnected("no port")
            }
            return LiveTransport(server, port)
        }
    }

    func stop() async {
        for connection in idle.withLock({ $0 }) { await connection.close() }
        // What is still at work has lost its test.
        _ = try? await NIOThreadPool.singleton.runIfActive { [server] in server.stop(within: .milliseconds(100)) }
    }

    func connect(_ patience: Duration) async throws(TestError) -> TestConnection {
        TestConnection(try await TestSocket.connect(port), patience: patience)
    }

    func send(_ request: TestRequest, patience: Duration) async throws(TestError) -> TestResponse {
        if let connection = idle.withLock({ $0.popLast() }) {
            let response = try await send(request, on: connection)
            // The server may have closed it just now, as it may whenever nothing is asked of it.
            if response.failure != .closed, response.failure != .reset { return response }
        }
        return try await send(request, on: try await connect(patience))
    }

    private func send(_ request: TestRequest, on connection: TestConnection) async throws(TestError) -> TestResponse {
        let text = try RequestText.of(request, host: host)
        // While the rest of a long body is on its way the answer may already be here.
        async let sent: Void = connection.send(text)
        let response = await connection.response(toHEAD: request.method == "HEAD")
        if response.keepsConnection {
            await sent
            idle.withLock { $0.append(connection) }
        } else {
            await connection.close()
        }
        return response
    }
}
