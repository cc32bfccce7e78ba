public import CrosswindHTTP
public import CrosswindServer

/// One request (Tornado: `tornado.httputil.HTTPServerRequest`, in Tornado 3 `tornado.httpserver.HTTPRequest`).
///
/// It belongs to its handler and, like that, to one thread at a time. What a request is rarely asked for (text of any
/// kind, arguments, cookies) is made when it is asked for and then kept. It owns its bytes, so it may be used after the
/// response is over.
public final class HTTPRequest {
    /// A server's or a gateway's request has a head, one that was made of parts has all the texts below.
    package let head: RequestHead?
    /// What a gateway said beside the head; nil for other requests.
    private let gateway: GatewayFacts?
    /// The request's body, as it was received. See ``body()`` for its bytes.
    public package(set) var content: RequestBody
    /// The server's end of the connection and what a proxy said; nil for a request made of parts.
    private let forwarded: ProxiedClient?
    private let started = monotonicNanoseconds()
    private var ended: UInt64?
    /// See ``Settings/maxBodyInMemory``.
    var maxBodyInMemory = Int.max

    /// What was asked for so far; most handlers ask for none of it.
    private lazy var texts = Texts()
    /// The path that routes match, where that isn't the head's. Owned.
    var storedPath: UnsafeMutableRawBufferPointer?

    /// In an object of its own, so that a request which is asked for nothing has one field to clear and not twelve.
    private final class Texts {
        var method: String?
        var path: String?
        var query: String?
        var uri: String?
        var host: String?
        var remote: String?
        var fields: HTTPFields?
        var scheme: String?
        var version: String?
        var parsedQuery: Arguments?
        var parsedBody: ParsedBody?
        var parsedCookies: [String: Morsel]?
    }
    var parsedQuery: Arguments? {
        get { texts.parsedQuery }
        set { texts.parsedQuery = newValue }
    }
    var parsedBody: ParsedBody? {
        get { texts.parsedBody }
        set { texts.parsedBody = newValue }
    }
    var parsedCookies: [String: Morsel]? {
        get { texts.parsedCookies }
        set { texts.parsedCookies = newValue }
    }

    /// The request of an exchange; copies its head.
    init(_ exchange: HTTPExchange) {
        head = exchange.head.copy()
        gateway = nil
        content = exchange.body
        forwarded = exchange.forwarded
        peer = exchange.peer
        mountedLength = exchange.mountedLength
    }
    private let peer: PeerAddress?

    /// The request that a gateway has taken apart; takes the head over.
    package init(_ head: RequestHead, _ gateway: GatewayFacts, body: RequestBody = .empty) {
        self.head = head
        self.gateway = gateway
        content = body
        forwarded = nil
        peer = nil
        mountedLength = 0
    }
    /// See `HTTPExchange.mountedLength`.
    package var mountedLength: Int

    /// A request made of its parts, as in a test.
    ///
    /// - Parameters:
    ///   - method: as sent; methods are case-sensitive.
    ///   - path: percent-encoded, without the query.
    ///   - query: without its `?`; nil when there is none.
    ///   - version: `HTTP/1.1` or `HTTP/1.0`.
    ///   - headers: without `Host` when the client sent none.
    ///   - body: As it was received.
    ///   - remoteIP: The client's address; empty when nobody knows it.
    ///   - protocol: `http` or `https`.
    ///   - host: host and, unless it is the scheme's own, port.
    public init(
        method: String = "GET", path: String = "/", query: String? = nil, version: String = "HTTP/1.1",
        headers: HTTPFields = HTTPFields(), body: RequestBody = .empty, remoteIP: String = "",
        protocol: String = "http", host: String = "127.0.0.1"
    ) {
        head = nil
        gateway = nil
        mountedLength = 0
        content = body
        forwarded = nil
        peer = nil
        texts.method = method
        texts.path = path
        texts.query = query ?? ""
        texts.uri = query.map { "\(path)?\($0)" } ?? path
        texts.version = version
        texts.fields = headers
        texts.remote = remoteIP
        texts.scheme = `protocol`
        texts.host = host
    }

    deinit { storedPath?.deallocate() }

    private func text(_ span: (RequestHead) -> ByteSpan) -> String {
        head.map { Latin1.text($0.slice(span($0))) } ?? ""
    }

    /// What a gateway said; nil when there is none.
    private func said(_ span: (GatewayFacts) -> ByteSpan) -> String? {
        guard let head, let gateway else { return nil }
        return Latin1.text(head.slice(span(gateway)))
    }

    /// The method as sent: `GET`, `POST`. Case-sensitive (RFC 9110 §9.1).
    public var method: String {
        if let known = texts.method { return known }
        let text = text { $0.method }
        texts.method = text
        return text
    }

    /// The target as sent: path and query (Tornado: `uri`).
    public var uri: String {
        if let known = texts.uri { return known }
        let text = text { $0.target }
        texts.uri = text
        return text
    }

    /// The path, percent-encoded as sent.
    public var path: String {
        if let known = texts.path { return known }
        let text = text { $0.path }
        texts.path = text
        return text
    }

    /// The part of ``path`` that the application is mounted under, as sent; empty when it is not: in another one
    /// (``Route/mount(_:_:name:)``), or in a WSGI server whose `SCRIPT_NAME` routes don't see.
    public var mountPath: String {
        guard mountedLength > 0 else { return unseenPath }
        return unseenPath + Latin1.text(UnsafeRawBufferPointer(rebasing: wholePath.prefix(mountedLength)))
    }
    /// The beginning of ``path`` that routes don't see.
    var unseenPath = ""

    /// The query without its `?`; empty when there is none.
    public var query: String {
        if let known = texts.query { return known }
        let text = text { $0.query }
        texts.query = text
        return text
    }

    /// `HTTP/1.1` or `HTTP/1.0`; for a gateway's request, or one made of parts, whatever that said.
    public var version: String {
        texts.version ?? said { $0.version } ?? (head?.minorVersion == 0 ? "HTTP/1.0" : "HTTP/1.1")
    }

    /// Whether the client speaks HTTP/1.1 (Tornado: `supports_http_1_1`).
    public func supportsHTTP11() -> Bool { version == "HTTP/1.1" }

    /// The header fields. Bytes beyond ASCII are latin-1 code points, as in WSGI.
    public var headers: HTTPFields {
        if let known = texts.fields { return known }
        let fields = head.map { HTTPFields($0) } ?? HTTPFields()
        texts.fields = fields
        return fields
    }

    /// The address of the client: the peer's, or what a trusted proxy said; empty for a UNIX socket without a proxy.
    public var remoteIP: String {
        if let known = texts.remote { return known }
        let text =
            said { $0.remoteIP } ?? forwarded?.address.map { String(decoding: $0, as: UTF8.self) }
            ?? peer.map { String(decoding: $0.address, as: UTF8.self) } ?? ""
        texts.remote = text
        return text
    }

    /// `http` or `https`: what the client spoke, to us or to a trusted proxy.
    public var `protocol`: String {
        texts.scheme ?? said { $0.scheme } ?? (forwarded?.isSecure == true ? "https" : "http")
    }

    /// Host and port as the client named them (`Host`, the target, or a trusted proxy's word for it).
    public var host: String {
        if let known = texts.host { return known }
        let text: String
        if let named = said({ $0.host }) {
            text = named
        } else if let named = forwarded?.host {
            text = String(decoding: named, as: UTF8.self)
        } else if let head {
            let name = Self.name(head)
            text = head.port == 0 ? name : "\(name):\(head.port)"
        } else {
            text = Self.unnamed
        }
        texts.host = text
        return text
    }

    /// What a request says of its host that says nothing of it, as in Tornado.
    private static let unnamed = "127.0.0.1"

    private static func name(_ head: RequestHead) -> String {
        guard !head.host.isEmpty else { return unnamed }
        let name = Latin1.text(head.slice(head.host))
        return name.utf8.contains(0x3A) ? "[\(name)]" : name
    }

    /// The host that a request names itself, for routing: without a port, in lower case.
    static func hostName(_ head: RequestHead) -> String { name(head).lowercased() }

    /// ``host`` without its port, in lower case; an IPv6 literal keeps its brackets.
    public var hostName: String {
        let host = host
        let end: String.Index
        if host.utf8.first == UInt8(ascii: "["), let close = host.utf8.firstIndex(of: UInt8(ascii: "]")) {
            end = host.utf8.index(after: close)
        } else {
            end = host.utf8.lastIndex(of: UInt8(ascii: ":")) ?? host.endIndex
        }
        return host[..<end].lowercased()
    }

    /// `protocol://host/uri` (Tornado: `full_url`).
    public func fullURL() -> String { "\(self.protocol)://\(host)\(uri)" }

    /// From the arrival of the request to now or, once it is over, to its end (Tornado: `request_time`).
    public func requestTime() -> Duration {
        .nanoseconds(Int64(clamping: (ended ?? monotonicNanoseconds()) &- started))
    }

    func end() { if ended == nil { ended = monotonicNanoseconds() } }
}
