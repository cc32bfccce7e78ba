/// Why a test's request came to no response, or its connection to an end.
public struct TestError: Error, Sendable, Equatable, CustomStringConvertible {
    private enum Code: Equatable { case needsLive, invalidRequest, notConnected, closed, reset, timedOut, notHTTP }

    private let code: Code
    private let detail: String

    private init(_ code: Code, _ detail: String = "") {
        self.code = code
        self.detail = detail
    }

    /// Two errors of one kind, whatever they say besides.
    public static func == (one: TestError, other: TestError) -> Bool { one.code == other.code }

    /// Something that there is in a test with a server only.
    public static var needsLive: Self { needsLive("this") }
    static func needsLive(_ what: String) -> Self { Self(.needsLive, what) }
    /// The request can't be written down: a field with control characters, a value that can't be encoded.
    public static var invalidRequest: Self { invalidRequest("") }
    static func invalidRequest(_ why: String) -> Self { Self(.invalidRequest, why) }
    /// The server could not be reached.
    public static var notConnected: Self { notConnected("") }
    static func notConnected(_ why: String) -> Self { Self(.notConnected, why) }
    /// The server closed the connection before it answered.
    public static var closed: Self { Self(.closed) }
    /// The server reset the connection.
    public static var reset: Self { Self(.reset) }
    /// Nothing came for ``TestClient/patience``.
    public static var timedOut: Self { Self(.timedOut) }
    /// What came is no HTTP/1 response.
    public static var notHTTP: Self { notHTTP("") }
    static func notHTTP(_ why: String) -> Self { Self(.notHTTP, why) }

    /// One line for a person, with the remedy where there is one.
    public var description: String {
        switch code {
        case .needsLive: "\(detail) needs a server: test(.live) { … }"
        case .invalidRequest: "the request can't be written: \(detail)"
        case .notConnected: "the server can't be reached: \(detail)"
        case .closed: "the server closed the connection without an answer"
        case .reset: "the server reset the connection"
        case .timedOut: "nothing came from the server for TestClient.patience"
        case .notHTTP: "what came is no HTTP/1 response: \(detail)"
        }
    }
}
