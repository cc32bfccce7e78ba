import CrosswindHTTP
import CrosswindServer
import Tracing

/// The span of one request, from its end to the end of the answer.
final class RequestSpan: ExchangeObserver {
    private let span: any Span
    private let method: String

    init(_ exchange: HTTPExchange, _ tracer: any Tracer, _ parent: ServiceContext) {
        let head = exchange.head
        let sent = String(decoding: head.slice(head.method), as: UTF8.self)
        method = head.methodKind == .other ? "_OTHER" : sent
        // A span must not be called what a client made up.
        let name = head.methodKind == .other ? "HTTP" : sent
        span = tracer.startSpan(name, context: parent, ofKind: .server)
        guard span.isRecording else { return }
        span.updateAttributes { attributes in
            attributes["http.request.method"] = method
            if method != sent { attributes["http.request.method_original"] = sent }
            Self.describe(exchange, in: &attributes)
        }
    }

    var context: ServiceContext { span.context }

    private static func describe(_ exchange: HTTPExchange, in attributes: inout SpanAttributes) {
        let head = exchange.head
        func text(_ span: ByteSpan) -> String { String(decoding: head.slice(span), as: UTF8.self) }
        attributes["url.path"] = text(head.path)
        if head.query.count > 0 { attributes["url.query"] = text(head.query) }
        attributes["url.scheme"] = exchange.forwarded?.isSecure == true ? "https" : "http"
        if head.host.count > 0 { attributes["server.address"] = text(head.host) }
        if head.port != 0 { attributes["server.port"] = Int(head.port) }
        let peer = String(decoding: exchange.peerAddress, as: UTF8.self)
        let client = exchange.forwarded?.address.map { String(decoding: $0, as: UTF8.self) } ?? peer
        if !client.isEmpty { attributes["client.address"] = client }
        if !peer.isEmpty { attributes["network.peer.address"] = peer }
        if let port = Int(String(decoding: exchange.peerPort, as: UTF8.self)) { attributes["network.peer.port"] = port }
        attributes["network.protocol.version"] = head.minorVersion == 0 ? "1.0" : "1.1"
        if let agent = head.firstValue(named: "user-agent") { attributes["user_agent.original"] = text(agent) }
    }

    func exchangeEnded(_ exchange: HTTPExchange) {
        if let route = exchange.route {
            span.operationName = "\(method == "_OTHER" ? "HTTP" : method) \(route.text)"
            span.attributes["http.route"] = route.text
        }
        if exchange.status != 0 { span.attributes["http.response.status_code"] = Int(exchange.status) }
        // A client's mistake is no error of the server's; and one that left got no status to tell of.
        if exchange.status >= 500 {
            span.attributes["error.type"] = "\(exchange.status)"
            span.setStatus(SpanStatus(code: .error))
        }
        span.end()
    }
}
