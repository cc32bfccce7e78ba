import CrosswindHTTP
import CrosswindServer

/// The answers that the status server's callbacks have in common.
enum StatusAnswer {
    /// Whether the request only asks: GET, HEAD.
    static func isRead(_ exchange: HTTPExchange) -> Bool {
        exchange.head.methodKind == .get || exchange.head.methodKind == .head
    }

    static func notAllowed(_ exchange: HTTPExchange) {
        exchange.respond(
            status: 405, fields: [("Allow", "GET, HEAD"), ("Content-Type", "text/plain")],
            body: "Method Not Allowed\n")
    }

    static func notFound(_ exchange: HTTPExchange, _ hint: String) {
        exchange.respond(status: 404, fields: [("Content-Type", "text/plain")], body: "Not Found: \(hint)\n")
    }

    /// Never kept by a cache: what it says is old at once.
    static func text(
        _ exchange: HTTPExchange, _ text: String, type: String, fields: [(name: String, value: String)] = []
    ) {
        exchange.respond(
            status: 200,
            fields: [("Content-Type", type), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
                + fields, body: text)
    }
}
