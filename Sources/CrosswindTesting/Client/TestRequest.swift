import CrosswindHTTP
import NIOCore

/// A request, before it is known how it travels.
struct TestRequest: Sendable {
    var method: String
    var uri: String
    var headers: HTTPFields
    var body: Body
    /// For the field Host; nil for the server's own address.
    var host: String?
    var remoteIP: String

    enum Body: Sendable {
        /// Of known length.
        case whole(ByteBuffer)
        /// Chunked, each piece a chunk.
        case pieces([ByteBuffer])
    }

    /// The part of `uri` before its query.
    var path: Substring { uri.prefix { $0 != "?" } }
    /// Behind the `?`, nil without one.
    var query: Substring? { uri.firstIndex(of: "?").map { uri[uri.index(after: $0)...] } }
}

/// Brings requests to an application, and its answers back.
protocol TestTransport: AnyObject, Sendable {
    /// What stands in Host when the test says nothing.
    var host: String { get }
    func send(_ request: TestRequest, patience: Duration) async throws(TestError) -> TestResponse
}
