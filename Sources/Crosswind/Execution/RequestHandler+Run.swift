import CrosswindHTTP
import Logging
import NIOCore
import CrosswindServer

extension RequestHandler {
    /// From `initialize()` to `onFinish()` (Tornado: `_execute`). When it returns the response is over: sent, or cut.
    package final func run() async {
        do {
            setDefaultHeaders()
            // Whatever the path is: what a handler makes in initialize() its error pages may need.
            initialize()
            if hasBrokenPath { throw HTTPError(400, "a path argument is not UTF-8") }
            let streams = Self.streamsRequestBody
            if streams { request.hasNoForm() }
            try checkOrigin()
            try await prepare()
            if !isFinished, streams { try await receiveBody() }
            if !isFinished {
                // Here and not in a function of its own: entering an asynchronous one costs a look at the executor.
                switch request.methodKind {
                case .get: try await get()
                case .head: try await head()
                case .post: try await post()
                case .put: try await put()
                case .delete: try await delete()
                case .patch: try await patch()
                case .options: try await options()
                default: try await otherMethod()
                }
            }
            if !isFinished { finish() }
        } catch {
            handle(error)
        }
        if !answer.isOver {
            // Finished by name only: a subclass's writeError that called finish() itself, for one.
            answer.abort()
        }
        request.end()
        if !answer.isAbandoned { logRequest() }
        onFinish()
    }

    private var isFinished: Bool {
        if case .finished = progress { true } else { false }
    }

    /// What a method threw (Tornado: `_handle_request_exception`).
    private func handle(_ error: any Error) {
        if error is Finish {
            if !isFinished { finish() }
            return
        }
        if isAboutClient(error) {
            settings.logger.debug("the client has gone", metadata: ["uri": "\(request.uri)"])
            // nginx's number for it. Nobody reads it, but the log should not speak of the server's failure.
            return fail(499, "Client Closed Request", nil)
        }
        logException(error)
        switch error {
        case let error as RequestBodyError: fail(Int(error.status), nil, error)
        case let error as HTTPError: fail((200...999).contains(error.status) ? error.status : 500, error.reason, error)
        case is MissingArgumentError: fail(400, nil, error)
        default: fail(500, nil, error)
        }
    }

    /// Whether an error says no more than that nobody waits for the response, or sends the request, any longer.
    private func isAboutClient(_ error: any Error) -> Bool {
        switch error {
        case is StreamClosedError: true
        case let error as RequestBodyError where error == .broken: answer.isGone
        // Nobody but cancelsOnDisconnect cancels the task that a handler runs in.
        case is CancellationError: Task.isCancelled || answer.isGone
        case let error as RequestBodyError where error == .cancelled: Task.isCancelled
        default: false
        }
    }

    final func defaultLogException(_ error: any Error) {
        let line = "\(request.method) \(request.uri) (\(request.remoteIP))"
        switch error {
        case is MissingArgumentError: logger.warning("400 \(line): \(error)")
        case let error as HTTPError:
            if let message = error.logMessage { logger.warning("\(error.status) \(line): \(message)") }
        case let error as RequestBodyError: logger.warning("\(error.status) \(line): \(error)")
        default: logger.error("uncaught error \(line): \(Self.describe(error))")
        }
    }

    /// Of a body that was received whole, where it is not a server of ours that receives it.
    private static var pieceSize: Int { 64 * 1024 }

    /// The body, piece by piece, while nothing else of the handler runs.
    private func receiveBody() async throws {
        switch request.content {
        case .stream(let stream):
            while let chunk = try await stream.nextChunk() {
                try await dataReceived(chunk)
                if isFinished { return }
            }
        case .empty: return
        case .memory(var body):
            // As with a stream: what is handed on is not kept.
            request.content = .empty
            while let chunk = body.readSlice(length: min(body.readableBytes, Self.pieceSize)), chunk.readableBytes > 0 {
                try await dataReceived(chunk)
                if isFinished { return }
            }
        case .file(let file):
            request.content = .empty
            var at = 0
            while at < file.count {
                let chunk = try HTTPRequest.read(file, from: at, count: min(file.count - at, Self.pieceSize))
                at += chunk.readableBytes
                try await dataReceived(chunk)
                if isFinished { return }
            }
        }
    }

    static func describe(_ error: any Error) -> String { "\(type(of: error)): \(error)" }

    /// `200 GET /uri (127.0.0.1) 0.66ms` (Tornado: `log_request`).
    private func logRequest() {
        let application = application
        if application.hasLogFunction { settings.logFunction?(self) }
        let level = status < 400 ? Logger.Level.info : status < 500 ? .warning : .error
        guard !application.hasLogFunction, application.accessLevel <= level else { return }
        let logger = settings.accessLogger
        let (seconds, attoseconds) = request.requestTime().components
        let hundredths = seconds * 100_000 + attoseconds / 10_000_000_000_000
        let fraction = hundredths % 100
        logger.log(
            level: level,
            "\(status) \(request.method) \(request.uri) (\(request.remoteIP)) \(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)ms"
        )
    }
}
