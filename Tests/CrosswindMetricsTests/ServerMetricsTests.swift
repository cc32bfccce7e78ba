import CoreMetrics
import Crosswind
import CrosswindMetrics
import CrosswindServer
import CrosswindTesting
import Logging
import MetricsTestKit
import NIOCore
import Synchronization
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct ServerMetricsTests {
    final class EchoHandler: RequestHandler {
        override func get() async throws { write("Hello") }
        override func post() async throws { write(try request.body()) }
    }

    final class BrokenHandler: RequestHandler {
        struct Broken: Error {}
        override func get() async throws { throw Broken() }
    }

    final class WaitingHandler: RequestHandler {
        override func get() async throws {
            write("begun,")
            try await flush()
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private static func dimensions(_ method: String, _ status: String, _ route: String) -> [(String, String)] {
        [("http.request.method", method), ("http.response.status_code", status), ("http.route", route)]
    }

    /// The application behind its metrics, on a real server.
    private func measured(_ metrics: ServerMetrics) throws -> Application {
        var settings = Settings()
        settings.logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        settings.accessLogger = settings.logger
        let application = try Application(
            [
                .route("/item/([0-9]+)", EchoHandler.self, name: "item"), .route("/broken/.*", BrokenHandler.self),
                .route("/wait", WaitingHandler.self),
                .fallback("/other/.*", ClosureCallback { $0.respond(status: 299, body: "other") }),
            ], settings: settings)
        return try Application([.fallback("/.*", metrics.measuring(application))])
    }

    @Test func countsByMethodStatusAndRoute() async throws {
        let test = TestMetrics()
        try await measured(ServerMetrics(factory: test)).test(.live) { client in
            for number in 0..<5 { #expect(await client.get("/item/\(number)").text == "Hello") }
            #expect(await client.request("POST", "/item/1", body: ByteBuffer(string: "0123456789")).status == 200)
            #expect(await client.get("/broken/xyz").status == 500)
            #expect(await client.get("/other/thing").status == 299)
            #expect(await client.request("BREW", "/item/1").status == 405)
        }
        let expected: [((String, String, String), Int64)] = [
            (("GET", "200", "item"), 5), (("POST", "200", "item"), 1), (("GET", "500", "/broken/.*"), 1),
            (("GET", "299", "/other/.*"), 1), (("_OTHER", "405", "item"), 1),
        ]
        for ((method, status, route), count) in expected {
            let dimensions = Self.dimensions(method, status, route)
            #expect(try test.expectCounter("http.server.requests", dimensions).totalValue == count)
            let durations = try test.expectTimer("http.server.request.duration", dimensions).values
            #expect(durations.count == Int(count))
            #expect(durations.allSatisfy { $0 > 0 })
        }
        #expect(test.counters(label: "http.server.requests").count == expected.count)
        #expect(try test.expectCounter("http.server.request.bytes").totalValue == 10)
        #expect(try test.expectCounter("http.server.response.bytes").totalValue > 5 * 5 + 10 + 5)
        #expect(try test.expectMeter("http.server.active_requests").values.last == 0)
    }

    /// A path that strangers make up is no dimension.
    @Test func whatNoRouteMatches() async throws {
        let test = TestMetrics()
        try await measured(ServerMetrics(factory: test)).test(.live) { client in
            for number in 0..<3 { #expect(await client.get("/made/up/\(number)").status == 404) }
        }
        #expect(
            try test.expectCounter("http.server.requests", Self.dimensions("GET", "404", "none")).totalValue == 3)
    }

    @Test func routesAreOtherWhenThereAreTooMany() async throws {
        let test = TestMetrics()
        let metrics = ServerMetrics(factory: test, mostSeries: 2)
        let routes = ["a", "b", "c", "d"].map { (name: String) in Route.route("/\(name)", EchoHandler.self, name: name)
        }
        let application = try Application(routes)
        try await Application([.fallback("/.*", metrics.measuring(application))]).test(.live) { client in
            for path in ["a", "b", "c", "d", "a", "d"] { #expect(await client.get("/\(path)").status == 200) }
        }
        func count(_ route: String) throws -> Int64 {
            try test.expectCounter("http.server.requests", Self.dimensions("GET", "200", route)).totalValue
        }
        #expect(try [count("a"), count("b"), count("other")] == [2, 1, 3])
        #expect(test.counters(label: "http.server.requests").count == 3)
    }

    @Test func requestsInProgressAndConnections() async throws {
        let test = TestMetrics()
        let metrics = ServerMetrics(factory: test)
        try await measured(metrics).test(.live) { client in
            try await client.connect { connection in
                await connection.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = try await connection.until("begun,")
                #expect(try test.expectMeter("http.server.active_requests").values == [1])
                _ = try await connection.until("0\r\n\r\n")
            }
        }
        #expect(try test.expectMeter("http.server.active_requests").values.last == 0)
    }

    @Test func connectionsOfAServer() async throws {
        let test = TestMetrics()
        let seen = Seen()
        var configuration = ServerConfiguration()
        configuration.connectionsChanged = { seen.add($0) }
        let server = HTTPServer(
            try Application([.route("/", EchoHandler.self)]), configuration: configuration,
            metrics: ServerMetrics(factory: test))
        try await IOLoop.current.runInExecutor {
            guard case .tcp(_, let port) = try server.listen(.tcp(host: "127.0.0.1", port: 0)) else { return }
            close(try connected(port))
        }
        for _ in 0..<4000 where seen.all.last != -1 { try await Task.sleep(for: .milliseconds(5)) }
        try await IOLoop.current.runInExecutor { _ = server.stop(within: .zero) }
        #expect(seen.all == [1, -1])
        #expect(try test.expectMeter("http.server.open_connections").values == [1, 0])
    }

    /// The client goes away while its handler is at work.
    @Test func oneThatNobodyReads() async throws {
        let test = TestMetrics()
        try await measured(ServerMetrics(factory: test)).test(.live) { client in
            try await client.connect { connection in
                await connection.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = try await connection.until("begun,")
                await connection.reset()
            }
            for _ in 0..<4000 where test.counters(label: "http.server.requests").isEmpty {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        #expect(try test.expectMeter("http.server.active_requests").values.last == 0)
        #expect(
            try test.expectCounter("http.server.requests", Self.dimensions("GET", "200", "/wait")).totalValue == 1)
    }
}

/// A connection that asks nothing.
private func connected(_ port: Int) throws -> Int32 {
    #if canImport(Glibc)
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
    let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    try #require(status == 0)
    return descriptor
}

/// Numbers in the order in which they came. Any thread.
private final class Seen: Sendable {
    private let numbers = Mutex<[Int]>([])
    func add(_ number: Int) { numbers.withLock { $0.append(number) } }
    var all: [Int] { numbers.withLock { $0 } }
}
