import Crosswind
import CrosswindHTTP
import CrosswindServer
import CrosswindService
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import Testing

@testable import CrosswindTesting

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct HTTPServiceTests {
    /// Says when it has begun, and ends when it may.
    final class SlowHandler: RequestHandler {
        override func get() async throws {
            write("begun,")
            try await flush()
            try await Task.sleep(for: .milliseconds(200))
            write("finished")
        }
    }

    final class EndlessHandler: RequestHandler {
        override class var cancelsOnDisconnect: Bool { true }
        override func get() async throws {
            write("begun,")
            try await flush()
            try await Task.sleep(for: .seconds(3600))
        }
    }

    private func application() throws -> Application {
        try Application([.route("/slow", SlowHandler.self), .route("/endless", EndlessHandler.self)])
    }

    private static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// A service, and its port once it listens.
    private func service() throws -> (HTTPService, AsyncStream<Int>) {
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        var configuration = ServerConfiguration()
        configuration.logger = Self.silent
        let service = HTTPService(try application(), port: 0, configuration: configuration) { addresses in
            if case .tcp(_, let port)? = addresses.first { continuation.yield(port) }
            continuation.finish()
        }
        return (service, ports)
    }

    private func port(_ ports: AsyncStream<Int>) async throws -> Int {
        for await port in ports { return port }
        throw TestError.notConnected("no port")
    }

    private func begin(_ path: String, _ port: Int) async throws -> TestConnection {
        let connection = TestConnection(try await TestSocket.connect(port), patience: .seconds(20))
        await connection.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try await connection.until("begun,").readableBytes > 0)
        return connection
    }

    private func isRefused(_ port: Int) async -> Bool {
        do {
            await (try await TestSocket.connect(port)).close()
            return false
        } catch {
            return true
        }
    }

    @Test func gracefulShutdownFinishesWhatRuns() async throws {
        let (service, ports) = try service()
        let group = ServiceGroup(services: [service], logger: Self.silent)
        let running = Task { try await group.run() }
        let port = try await port(ports)
        let connection = try await begin("/slow", port)
        await group.triggerGracefulShutdown()
        #expect(try await connection.until("finished").readableBytes > 0)
        try await running.value
        #expect(await isRefused(port))
    }

    @Test func cancellationCuts() async throws {
        let (service, ports) = try service()
        let running = Task { try await service.run() }
        let connection = try await begin("/endless", try await port(ports))
        running.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
        // The answer ends before its last chunk: cut.
        #expect(!String(buffer: await connection.rest()).hasSuffix("0\r\n\r\n"))
        #expect(service.server.connectionCount == 0)
    }

    /// The group's patience, shorter than the server's own.
    @Test func cancellationDuringTheShutdownCuts() async throws {
        let (service, ports) = try service()
        var configuration = ServiceGroupConfiguration(services: [.init(service: service)], logger: Self.silent)
        configuration.maximumGracefulShutdownDuration = .milliseconds(100)
        let group = ServiceGroup(configuration: configuration)
        let running = Task { try await group.run() }
        let connection = try await begin("/endless", try await port(ports))
        await group.triggerGracefulShutdown()
        _ = await running.result
        #expect(!String(buffer: await connection.rest()).hasSuffix("0\r\n\r\n"))
        #expect(service.server.connectionCount == 0)
    }

    @Test func aPortThatIsTakenEndsTheGroup() async throws {
        let (first, ports) = try service()
        let running = Task { try await first.run() }
        let port = try await port(ports)
        let second = HTTPService(try application(), port: port)
        await #expect(throws: ListenError.self) {
            try await ServiceGroup(services: [second], logger: Self.silent).run()
        }
        running.cancel()
        _ = await running.result
    }

    @Test func aServerThatListensAlreadyIsOneToo() async throws {
        var configuration = ServerConfiguration()
        configuration.logger = Self.silent
        let server = HTTPServer(try application(), configuration: configuration)
        let listening = try await IOLoop.current.runInExecutor { try server.listen(.tcp(host: "127.0.0.1", port: 0)) }
        guard case .tcp(_, let port) = listening else { return }
        let group = ServiceGroup(services: [server], logger: Self.silent)
        let running = Task { try await group.run() }
        let connection = try await begin("/slow", port)
        await group.triggerGracefulShutdown()
        #expect(try await connection.until("finished").readableBytes > 0)
        try await running.value
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func aRealSignalToARealProcess(_ number: Int32) async throws {
        let child = try Child("service-probe")
        let port = try #require(Int(await child.line()))
        let connection = try await begin("/slow", port)
        kill(child.process, number)
        #expect(try await connection.until("finished").readableBytes > 0)
        #expect(await child.line() == "ended")
        #expect(await child.status() == 0)
        #expect(await isRefused(port))
    }
}
