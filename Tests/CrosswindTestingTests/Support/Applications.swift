import Crosswind
import CrosswindTesting
import Logging
import NIOCore

/// Says what was asked of it.
final class EchoHandler: RequestHandler {
    private func echo() async throws {
        setHeader("X-Method", request.method)
        setHeader("X-Content-Type", request.headers["Content-Type"] ?? "-")
        setHeader("X-Host", request.host)
        write("\(request.method) \(request.uri) \(String(buffer: try request.body()))")
    }
    override func get() async throws { try await echo() }
    override func head() async throws { try await echo() }
    override func post() async throws { try await echo() }
    override func put() async throws { try await echo() }
    override func patch() async throws { try await echo() }
    override func delete() async throws { try await echo() }
    override func options() async throws { try await echo() }
    override func otherMethod() async throws { try await echo() }
}

/// Sets what the query asks for as cookies, and says what it was sent.
final class CookieHandler: RequestHandler {
    override func get() async throws {
        for line in try queryArguments("set") { addHeader("Set-Cookie", line) }
        write(request.headers["Cookie"] ?? "")
    }
}

/// Sends its client on with the status and to the place that the query asks for.
final class AwayHandler: RequestHandler {
    override func get() async throws { redirect(try argument("to"), status: Int(try argument("status"))) }
    override func post() async throws { try await get() }
}

/// Counts the pieces that its body came in.
final class PiecesHandler: RequestHandler {
    override class var streamsRequestBody: Bool { true }
    private var pieces: [String] = []
    override func dataReceived(_ chunk: ByteBuffer) async throws { pieces.append(String(buffer: chunk)) }
    override func post() async throws { write(pieces.joined(separator: "|")) }
}

/// Sends pieces, and fails behind them when the path says so.
final class StreamHandler: RequestHandler {
    override func get() async throws {
        for number in 0..<3 {
            write("piece \(number)")
            try await flush()
        }
        if request.path == "/broken" { throw HTTPError(500) }
    }
}

/// Gives its body back as it comes.
final class MirrorHandler: RequestHandler {
    override class var streamsRequestBody: Bool { true }
    override func dataReceived(_ chunk: ByteBuffer) async throws {
        write(chunk)
        try await flush()
    }
    override func post() async throws {}
}

func application() throws -> Application {
    var settings = Settings()
    settings.logger.logLevel = .critical
    settings.accessLogger.logLevel = .critical
    return try Application(
        [
            .route("/cookies.*", CookieHandler.self),
            .route("/away", AwayHandler.self),
            .route("/pieces", PiecesHandler.self),
            .route("/stream|/broken", StreamHandler.self),
            .route("/mirror", MirrorHandler.self),
            .fallback("/other", ClosureCallback { $0.respond(status: 200, body: "another callback") }),
            .route("/.*", EchoHandler.self),
        ], settings: settings)
}

let modes: [TestMode] = [.inProcess, .live]
