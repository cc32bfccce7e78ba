import CoreMetrics
import CrosswindHTTP
import CrosswindServer

/// What the dimensions of a request are made of.
struct SeriesKey: Hashable {
    enum Route: Hashable {
        case none, other
        /// By its text: two hosts' routes of one pattern are one.
        case label(String)
    }
    var route: Route
    let method: HTTPMethodKind
    let status: UInt16

    init(_ exchange: HTTPExchange) {
        route = exchange.route.map { .label($0.text) } ?? .none
        method = exchange.head.methodKind
        status = exchange.status
    }

    var dimensions: [(String, String)] {
        let routeText =
            switch route {
            case .none: "none"
            case .other: "other"
            case .label(let text): text
            }
        return [
            ("http.request.method", method.text),
            ("http.response.status_code", status == 0 ? "none" : "\(status)"),
            ("http.route", routeText),
        ]
    }
}

/// The metrics of one combination of dimensions, made once.
struct Series: Sendable {
    let requests: Counter
    let duration: Timer

    init(_ key: SeriesKey, _ factory: any MetricsFactory) {
        let dimensions = key.dimensions
        requests = Counter(label: "http.server.requests", dimensions: dimensions, factory: factory)
        duration = Timer(label: "http.server.request.duration", dimensions: dimensions, factory: factory)
    }
}

extension HTTPMethodKind {
    fileprivate var text: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .patch: "PATCH"
        case .options: "OPTIONS"
        case .connect: "CONNECT"
        case .trace: "TRACE"
        case .other: "_OTHER"
        }
    }
}
