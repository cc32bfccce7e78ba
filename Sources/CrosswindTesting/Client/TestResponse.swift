public import CrosswindHTTP
import FoundationEssentials
public import NIOCore

/// What an application answered in a test.
public struct TestResponse: Sendable {
    /// The status; 0 when no response came about at all, see ``failure``.
    public var status = 0
    /// The reason phrase.
    public var reason = ""
    /// The header fields, those of a server (`Date`, framing) not among them when it ran in process.
    public var headers = HTTPFields()
    /// The body, without transfer coding.
    public var body = ByteBuffer()
    /// Whether the response was cut in the middle.
    public var isTruncated = false
    /// Path and query that it answers: those of the last request, when redirects were followed.
    public var uri = ""
    /// Why there is no response, when the status is 0.
    public var failure: TestError?
    /// Whether the connection it came on may carry another request. False in process.
    public var keepsConnection = false

    /// Nothing so far.
    public init() {}

    init(_ failure: TestError) { self.failure = failure }

    /// The body as text; bytes that are no UTF-8 are replaced.
    public var text: String { String(buffer: body) }

    /// The body, which is JSON, as a value.
    ///
    /// - Throws: `DecodingError` when it isn't such JSON.
    public func json<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        try body.withUnsafeReadableBytes { try JSONDecoder().decode(type, from: Data($0)) }
    }

    /// The cookies that it sets, by name, without their attributes; those that it has the client forget are empty.
    public var cookies: [String: String] {
        var result: [String: String] = [:]
        for line in headers.getList("Set-Cookie") {
            let pair = line.prefix { $0 != ";" }
            for (name, value) in CookieHeader.parse(String(pair)) { result[name] = value }
        }
        return result
    }
}
