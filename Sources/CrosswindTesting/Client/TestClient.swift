public import CrosswindHTTP
import CrosswindServer
public import NIOCore
import Synchronization

/// Asks an application in a test (Tornado: `tornado.testing.AsyncHTTPTestCase` and its `fetch`).
///
///     await application.test { client in
///         #expect(await client.post("/login", form: [("name", "alice")]).status == 302)
///         #expect(await client.get("/").text == "Hello, alice")
///     }
///
/// A request never throws: one that comes to no response gives one of status 0 that says why
/// (``TestResponse/failure``), so that a test's expectation of the status is all that it needs. Cookies that responses
/// set are kept and sent with later requests, as a browser does, until ``keepsCookies`` says otherwise; redirects are
/// followed when ``followsRedirects`` says so.
///
/// Any task may use it, and several at once.
public final class TestClient: Sendable {
    let transport: any TestTransport
    private let state = Mutex(State())

    private struct State {
        var jar = CookieJar()
        var keepsCookies = true
        var followsRedirects = false
        var patience = Duration.seconds(120)
    }

    init(_ transport: any TestTransport) { self.transport = transport }

    /// The cookies that it has, by name. What a test puts in is sent to every path and host.
    public var cookies: [String: String] {
        get { state.withLock { $0.jar.values } }
        set { state.withLock { $0.jar.values = newValue } }
    }

    /// Whether cookies that responses set are kept; true at first.
    public var keepsCookies: Bool {
        get { state.withLock { $0.keepsCookies } }
        set { state.withLock { $0.keepsCookies = newValue } }
    }

    /// Whether redirects are followed, ten at most; false at first. As browsers do: 303, and 301 and 302 after a POST,
    /// are followed by a GET without the body, 307 and 308 by the same request. One that leads to another host is given
    /// back as it is.
    public var followsRedirects: Bool {
        get { state.withLock { $0.followsRedirects } }
        set { state.withLock { $0.followsRedirects = newValue } }
    }

    /// How long anything is waited for over a socket before the request has failed; 120 s at first. In process nothing
    /// interrupts a handler.
    public var patience: Duration {
        get { state.withLock { $0.patience } }
        set { state.withLock { $0.patience = newValue } }
    }

    /// Host and port that requests name unless they say otherwise; with a server, where it listens.
    public var host: String { transport.host }

    /// One request.
    ///
    /// - Parameters:
    ///   - method: as sent; any token.
    ///   - uri: path and query, percent-encoded.
    ///   - headers: Fields beside those that the client sets itself.
    ///   - body: sent with its length.
    ///   - host: instead of ``host``.
    ///   - remoteIP: the client's address; in process only, over a socket it is what it is.
    public func request(
        _ method: String, _ uri: String, headers: HTTPFields = HTTPFields(), body: ByteBuffer = ByteBuffer(),
        host: String? = nil, remoteIP: String = "127.0.0.1"
    ) async -> TestResponse {
        await request(
            TestRequest(
                method: method, uri: uri, headers: headers, body: .whole(body), host: host, remoteIP: remoteIP))
    }

    /// One request whose body comes in pieces: chunked and, for a handler that streams its body, a piece at a time.
    public func request(
        _ method: String, _ uri: String, headers: HTTPFields = HTTPFields(), chunks: [ByteBuffer], host: String? = nil,
        remoteIP: String = "127.0.0.1"
    ) async -> TestResponse {
        await request(
            TestRequest(
                method: method, uri: uri, headers: headers, body: .pieces(chunks), host: host, remoteIP: remoteIP))
    }

    func request(_ first: TestRequest) async -> TestResponse {
        var request = first
        for _ in 0...10 {
            let response = await exchange(request)
            guard followsRedirects, let next = follow(response, request) else { return response }
            request = next
        }
        return TestResponse(.notHTTP("more than ten redirects"))
    }

    private func exchange(_ request: TestRequest) async -> TestResponse {
        var response: TestResponse
        do throws(TestError) {
            response = try await transport.send(withCookies(request), patience: patience)
        } catch {
            response = TestResponse(error)
        }
        response.uri = request.uri
        take(response.headers, of: request)
        return response
    }

    /// The request with the cookies that go with it.
    func withCookies(_ request: TestRequest) -> TestRequest {
        var request = request
        guard !request.headers.contains("Cookie"),
            let cookies = state.withLock({ $0.jar.field(host: request.host ?? host, path: request.path) })
        else { return request }
        try? request.headers.set("Cookie", cookies)
        return request
    }

    /// Keeps the cookies of a response to `request`.
    func take(_ headers: HTTPFields, of request: TestRequest) {
        state.withLock { state in
            guard state.keepsCookies else { return }
            state.jar.take(headers, host: request.host ?? host, path: request.path)
        }
    }

    private func follow(_ response: TestResponse, _ request: TestRequest) -> TestRequest? {
        guard [301, 302, 303, 307, 308].contains(response.status), let location = response.headers["Location"],
            let target = Redirect.target(location, from: request.uri, host: request.host ?? host)
        else { return nil }
        var next = request
        next.uri = target
        // A field that the test gave is the first request's; the jar has the next one's.
        next.headers.remove("Cookie")
        if response.status == 303 && request.method != "HEAD" || response.status < 303 && request.method == "POST" {
            next.method = "GET"
            next.body = .whole(ByteBuffer())
            next.headers.remove("Content-Type")
        }
        return next
    }
}
