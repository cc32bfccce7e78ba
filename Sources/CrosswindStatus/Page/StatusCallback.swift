import CrosswindHTTP
public import CrosswindServer
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A page about the server for people, at `/`; the same for machines at `/status.json`; metrics at `/metrics`.
///
/// Every process that serves has one, at a shared address; whichever is asked asks the others, at sockets of their own, and
/// shows those that don't answer as such. It shows addresses and targets of clients: listen where only your own may look.
public final class StatusCallback: RequestCallback {
    private let board: Scoreboard
    private let title: String
    private let version: String
    private let directory: String?
    private let isLocal: Bool
    private let source: LiveReport.Source
    private let metrics: MetricsCallback

    /// How long another worker may take.
    private static let patience = TimeAmount.milliseconds(1500)
    /// How long the stacks of this one may take.
    private static let ownPatience = Duration.milliseconds(800)

    /// - Parameters:
    ///   - board: what the processes count.
    ///   - title: the page's, such as the application's name.
    ///   - version: what the page says of the server.
    ///   - directory: where each process has its ``WorkerCallback`` listen; nil when there is but one process.
    ///   - isLocal: whether only this machine can connect. Then whoever asks by a name other than `localhost` is refused: a
    ///     page of a stranger's that has its name lead here (DNS rebinding).
    ///   - source: what the threads of this process do.
    public init(
        _ board: Scoreboard, title: String, version: String = "", directory: String? = nil, isLocal: Bool = false,
        source: @escaping LiveReport.Source
    ) {
        self.board = board
        self.title = title
        self.version = version
        self.directory = directory
        self.isLocal = isLocal
        self.source = source
        metrics = MetricsCallback(board, version: version)
    }

    /// Answers.
    public func handle(_ exchange: HTTPExchange) {
        guard StatusAnswer.isRead(exchange) else { return StatusAnswer.notAllowed(exchange) }
        guard !isLocal || Self.isOurs(exchange.head) else {
            return exchange.respond(
                status: 403, fields: [("Content-Type", "text/plain")],
                body: "Forbidden: ask for this page by an address or as localhost\n")
        }
        // A page for people: a String costs nothing that anybody would notice.
        switch String(decoding: exchange.head.slice(exchange.head.path), as: UTF8.self) {
        case "/": gather(exchange, "/rows") { Self.answer($0, StatusDocument.html($1), "text/html") }
        case "/status.json":
            gather(exchange, "/live.json") { Self.answer($0, StatusJSON.text($1), "application/json") }
        case "/status.css": Self.answer(exchange, StatusAssets.css, "text/css")
        case "/status.js": Self.answer(exchange, StatusAssets.javaScript, "text/javascript")
        case "/metrics": metrics.handle(exchange)
        default: StatusAnswer.notFound(exchange, "the page is at /, numbers are at /status.json and /metrics")
        }
    }

    // MARK: whom it answers

    private static func isOurs(_ head: RequestHead) -> Bool {
        let host = String(decoding: head.slice(head.host), as: UTF8.self)
        if host.isEmpty || host.lowercased() == "localhost" || host.contains(":") { return true }
        return host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || $0 &- 48 < 10 }
    }

    private static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'"

    private static func answer(_ exchange: HTTPExchange, _ text: String, _ type: String) {
        StatusAnswer.text(
            exchange, text, type: "\(type); charset=utf-8",
            fields: [
                ("Content-Security-Policy", policy), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
                ("Cross-Origin-Resource-Policy", "same-origin"),
            ])
    }

    // MARK: asking everybody

    private func gather(
        _ exchange: HTTPExchange, _ target: String,
        _ answer: @escaping @Sendable (HTTPExchange, PageData) -> Void
    ) {
        let loop = exchange.loop.eventLoop
        let slots = board.processes
        let me = getpid()
        let parts = slots.map { slot -> EventLoopFuture<(Int32, String?)> in
            let pid = slot.pid
            let part =
                pid == me
                ? own(target, slot.number, on: loop)
                : directory.map { Neighbour.ask(Neighbour.path($0, pid: pid), target, within: Self.patience, on: loop) }
                    ?? loop.makeSucceededFuture(nil)
            return part.map { (pid, $0) }
        }
        // Answered even when the client has gone meanwhile: that ends the exchange.
        EventLoopFuture.whenAllSucceed(parts, on: loop).whenSuccess { [self] parts in
            let answers = Dictionary(parts.compactMap { pid, part in part.map { (pid, $0) } }) { first, _ in first }
            answer(
                exchange,
                PageData(
                    title: title, version: version, board: board, slots: slots, parts: answers, now: Int64(time(nil))))
        }
    }

    private func own(_ target: String, _ number: Int, on loop: any EventLoop) -> EventLoopFuture<String?> {
        let promise = loop.makePromise(of: String?.self)
        source(Self.ownPatience) { report in promise.succeed(WorkerCallback.part(report, target, number)) }
        return promise.futureResult
    }
}

/// What a process says of itself to the others: at a socket that only they can reach.
public final class WorkerCallback: RequestCallback {
    private let number: Int
    private let source: LiveReport.Source

    /// How long the stacks may take: less than the other's patience.
    private static let patience = Duration.milliseconds(800)

    /// - Parameters:
    ///   - number: the worker's.
    ///   - source: what the threads of this process do.
    public init(number: Int, source: @escaping LiveReport.Source) {
        self.number = number
        self.source = source
    }

    /// Where the calling process's listens.
    public static func address(in directory: String) -> BindAddress {
        .unix(path: Neighbour.path(directory, pid: getpid()))
    }

    static func part(_ report: LiveReport, _ target: String, _ number: Int) -> String {
        target == "/rows" ? WorkerPart.rows(report, number: number).html : WorkerPart.json(report)
    }

    /// Answers.
    public func handle(_ exchange: HTTPExchange) {
        let target = String(decoding: exchange.head.slice(exchange.head.path), as: UTF8.self)
        let loop = exchange.loop.eventLoop
        source(Self.patience) { [number] report in
            loop.execute {
                StatusAnswer.text(exchange, Self.part(report, target, number), type: "text/plain; charset=utf-8")
            }
        }
    }
}

extension Scoreboard {
    /// Takes a sample for the status page's charts every five seconds, on `loop`; of all processes that do, one
    /// takes it.
    public func keepHistory(on loop: IOLoop) {
        loop.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .seconds(1)) { [self] _ in
            history.tick(self, now: monotonicNanoseconds() / 1_000_000_000)
        }
    }
}
