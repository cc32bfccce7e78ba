import CoreMetrics
import Crosswind
import CrosswindMetrics
import CrosswindServer
import CrosswindService
import CrosswindStatus
import CrosswindTesting
import CrosswindTracing
import Logging
import ServiceLifecycle
import SnippetSupport
import Synchronization
import Testing
import UnixSignals

/// The code of docs/observability.md, as it stands there.
@Suite(.serialized) struct DocumentationTests {
    final class OrderHandler: RequestHandler {
        override func post() async throws {
            logger[metadataKey: "order"] = "\(try argument("order"))"
            logger.info("order placed")
            let logger = logger
            try await runInExecutor { logger.info("order printed") }
            write(requestID)
        }
    }

    /// A service that waits for its end.
    struct Database: Service {
        func run() async throws { try await gracefulShutdown() }
    }

    private func application() throws -> Application {
        var settings = Settings()
        settings.logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return try Application([.route("/order", OrderHandler.self)], settings: settings)
    }

    @Test func logger() async throws {
        await (try application()).test { client in
            let response = await client.post("/order", form: [("order", "7")], headers: ["X-Request-Id": "abc"])
            #expect(response.text == "abc")
        }
    }

    @Test func servers() throws {
        let application = try application()
        do {
            let server = HTTPServer(application, metrics: ServerMetrics())
            #expect(server.configuration.connectionsChanged != nil)
        }
        do {
            let server = HTTPServer(TracedCallback(application))
            #expect(server.connectionCount == 0)
        }
        do {
            let board = try Scoreboard()
            let server = HTTPServer(application, seat: board.takeSeat(number: 1))
            let metrics = HTTPServer(MetricsCallback(board))
            let backend = ScoreboardMetrics(board)
            let orders = Counter(label: "orders.placed", dimensions: [("kind", "book")], factory: backend)
            orders.increment()
            #expect(server.configuration.timesRequests)
            #expect(!metrics.configuration.timesRequests)
        }
        do {
            let metrics = ServerMetrics()
            var configuration = ServerConfiguration()
            configuration.connectionsChanged = { metrics.connectionsChanged($0) }
            let web = HTTPService(
                metrics.measuring(TracedCallback(application)), port: 8888, configuration: configuration)
            #expect(web.server.configuration.connectionsChanged != nil)
        }
    }

    /// Stopped as soon as it runs: what happens until then is for the other tests.
    @Test func group() async throws {
        let application = try application()
        let database = Database()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        func run() async throws {
            let web = HTTPService(application, port: 8888)
            let group = ServiceGroup(services: [database, web], gracefulShutdownSignals: [.sigterm], logger: logger)
            try await group.run()
        }
        let running = Task { try await run() }
        running.cancel()
        // The port may be somebody else's.
        _ = await running.result
    }

    @Test("What the page shows is what runs here")
    func page() throws {
        let snippets = try Snippets("docs/observability.md", runBy: #filePath)
        #expect(snippets.count == 7)
        #expect(snippets.missing == [])
    }
}
