import Crosswind
import CrosswindHTTP
import CrosswindServer
import NIOCore

/// Asks an application without a server: the handler runs in the test's own task.
final class InProcessTransport: TestTransport {
    private let application: Application

    init(_ application: Application) { self.application = application }

    var host: String { "127.0.0.1" }

    func send(_ request: TestRequest, patience: Duration) async throws(TestError) -> TestResponse {
        let made = HTTPRequest(
            method: request.method, path: String(request.path), query: request.query.map(String.init),
            headers: try fields(request), remoteIP: request.remoteIP,
            host: request.headers["Host"] ?? request.host ?? host)
        let answer = CollectingAnswer(isHEAD: request.method == "HEAD")
        switch application.find(made) {
        case .handler(let make, let match):
            let handler = make()
            made.content = body(request.body, streams: type(of: handler).streamsRequestBody)
            await application.run(handler, match, made, answer)
        case .callback: throw .needsLive("a route that hands requests over to another callback")
        }
        return answer.response
    }

    /// With what every client sends.
    private func fields(_ request: TestRequest) throws(TestError) -> HTTPFields {
        var fields = request.headers
        do throws(HTTPFieldError) {
            try fields.setDefault("Host", request.host ?? host)
            switch request.body {
            case .whole(let body) where body.readableBytes > 0:
                try fields.setDefault("Content-Length", String(body.readableBytes))
            case .whole: break
            case .pieces: try fields.setDefault("Transfer-Encoding", "chunked")
            }
        } catch {
            throw .invalidRequest("\(error.reason)")
        }
        return fields
    }

    private func body(_ body: TestRequest.Body, streams: Bool) -> RequestBody {
        switch body {
        case .whole(let bytes): return bytes.readableBytes > 0 ? .memory(bytes) : .empty
        case .pieces(let pieces) where streams: return .stream(BodyStream(pieces))
        case .pieces(let pieces):
            var whole = ByteBuffer()
            for piece in pieces { whole.writeImmutableBuffer(piece) }
            return whole.readableBytes > 0 ? .memory(whole) : .empty
        }
    }
}
