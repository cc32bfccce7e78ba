import Crosswind
import Logging
import Synchronization

/// A handler made of closures, so that a test shows what it is about in one place.
final class Probe: RequestHandler {
    typealias Body = @Sendable (RequestHandler) async throws -> Void
    var onPrepare: Body?
    var onMethod: [String: Body] = [:]
    var journal: Journal?
    var user: String?
    var defaults: @Sendable (RequestHandler) -> Void = { _ in }

    override func initialize() { journal?.add("initialize") }
    override func setDefaultHeaders() { defaults(self) }
    override func prepare() async throws {
        journal?.add("prepare")
        try await onPrepare?(self)
    }
    override func getCurrentUser() -> (any Sendable)? { user }
    private func answer() async throws {
        journal?.add(request.method)
        guard let body = onMethod[request.method] else { throw HTTPError(405) }
        try await body(self)
    }
    override func get() async throws { try await answer() }
    override func head() async throws { try await answer() }
    override func post() async throws { try await answer() }
    override func put() async throws { try await answer() }
    override func delete() async throws { try await answer() }
    override func patch() async throws { try await answer() }
    override func options() async throws { try await answer() }
    override func otherMethod() async throws { try await answer() }
    override func onFinish() { journal?.add("onFinish") }
}

/// What happened, in order. Any thread.
final class Journal: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}

/// A logger whose lines go to a journal as `level: message`.
func logger(_ journal: Journal, level: Logger.Level = .debug) -> Logger {
    var logger = Logger(label: "test") { _ in JournalHandler(journal: journal) }
    logger.logLevel = level
    return logger
}

struct JournalHandler: LogHandler {
    let journal: Journal
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
    func log(event: LogEvent) { journal.add("\(event.level): \(event.message)") }
}

/// An application of one route that answers `/…` with these methods.
func application(
    _ pattern: String = "/.*", settings: Settings = Settings(), configure: @escaping @Sendable (Probe) -> Void
) throws -> Application {
    var quiet = settings
    if settings.logger.label == "crosswind.application" { quiet.logger = logger(Journal()) }
    if settings.accessLogger.label == "crosswind.access" { quiet.accessLogger = logger(Journal()) }
    return try Application([.route(pattern, Probe.self, configure: configure)], settings: quiet)
}

/// The same for GET alone.
func answering(
    _ pattern: String = "/.*", settings: Settings = Settings(), get: @escaping Probe.Body
) throws -> Application {
    try application(pattern, settings: settings) { $0.onMethod = ["GET": get, "HEAD": get, "POST": get] }
}
