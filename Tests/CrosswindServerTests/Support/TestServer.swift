import CrosswindHTTP
import CrosswindServer
import Logging
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension ServerConfiguration {
    /// Generous in every respect, so that a test sets only what it is about; silent.
    static var forTests: ServerConfiguration {
        var settings = ServerConfiguration()
        settings.maxConnections = 1000
        settings.keepAliveTimeout = .seconds(60)
        settings.headerTimeout = .seconds(60)
        settings.bodyTimeout = .seconds(60)
        settings.writeTimeout = .seconds(60)
        settings.gracefulTimeout = .seconds(20)
        settings.logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return settings
    }
}

/// A server at a free port of 127.0.0.1 for the length of a test.
final class TestServer {
    let server: HTTPServer
    let port: Int

    init(_ callback: any RequestCallback, _ change: (inout ServerConfiguration) -> Void = { _ in }) throws {
        var settings = ServerConfiguration.forTests
        change(&settings)
        server = HTTPServer(callback, configuration: settings)
        guard case .tcp(_, let port) = try server.listen(.tcp(host: "127.0.0.1", port: 0)) else {
            preconditionFailure()
        }
        self.port = port
    }

    convenience init(
        _ change: (inout ServerConfiguration) -> Void = { _ in }, _ body: @escaping @Sendable (HTTPExchange) -> Void
    ) throws {
        try self.init(ClosureCallback(body), change)
    }

    deinit { server.stop(within: .zero) }

    func client(receiveBuffer: Int32? = nil) -> Client { Client(port: port, receiveBuffer: receiveBuffer) }

    /// Sends `request` on a new connection and gives back all that comes until the server closes.
    func talk(_ request: String) -> String {
        let client = client()
        client.send(request)
        return client.everything().text
    }
}

/// Waits until `condition` holds, at most twenty seconds.
func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<4000 {
        if condition() { return true }
        usleep(5_000)
    }
    return condition()
}

/// The same for asynchronous tests, which may need Swift's threads meanwhile.
func comesTrue(_ condition: () -> Bool) async -> Bool {
    for _ in 0..<4000 {
        if condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return condition()
}

/// A request without a body.
func get(_ path: String = "/", _ fields: String...) -> String {
    "GET \(path) HTTP/1.1\r\nHost: test\r\n\(fields.map { "\($0)\r\n" }.joined())\r\n"
}

/// A request with a body of known length.
func post(_ path: String = "/", _ body: String, _ fields: String...) -> String {
    "POST \(path) HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.utf8.count)\r\n"
        + "\(fields.map { "\($0)\r\n" }.joined())\r\n\(body)"
}

extension HTTPExchange {
    /// The request's path.
    var path: String { String(decoding: head.slice(head.path), as: UTF8.self) }

    /// The request's body, when it came whole.
    var bodyBytes: [UInt8] {
        switch body {
        case .empty, .stream: return []
        case .memory(let buffer): return buffer.withUnsafeReadableBytes { Array($0) }
        case .file(let file):
            var all: [UInt8] = []
            var part = [UInt8](repeating: 0, count: 65_536)
            while case let count = read(file.descriptor, &part, part.count), count > 0 { all += part[..<count] }
            return all
        }
    }
}

extension RequestBody {
    /// Where it is: `empty`, `memory`, `file`, `stream`.
    var kind: String {
        switch self {
        case .empty: "empty"
        case .memory: "memory"
        case .file: "file"
        case .stream: "stream"
        }
    }
}
