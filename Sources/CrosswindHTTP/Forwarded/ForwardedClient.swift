/// What a trusted proxy says of the client. Each part is nil when nothing usable is said of it; the connection's own
/// then stands.
public struct ForwardedClient {
    /// How the client reached the outermost trusted proxy.
    public enum Scheme: Sendable, Equatable {
        /// In clear.
        case http
        /// Over TLS.
        case https

        /// The scheme of this name in any case; `ws` and `wss` are the two with an upgrade.
        init?(_ text: UnsafeRawBufferPointer) {
            if text.equalsIgnoringCase("https") || text.equalsIgnoringCase("wss") {
                self = .https
            } else if text.equalsIgnoringCase("http") || text.equalsIgnoringCase("ws") {
                self = .http
            } else {
                return nil
            }
        }
    }

    /// The client's address: `REMOTE_ADDR`.
    public var address: IPAddress?
    /// The client's port, where the same element names it: `REMOTE_PORT`. When nil and `address` isn't, the client's
    /// port is unknown: the connection's is the proxy's.
    public var port: UInt16?
    /// `wsgi.url_scheme`.
    public var scheme: Scheme?
    /// The host the client asked for, with a port perhaps; checked to be one. Bytes of the request's own buffer.
    public var host: UnsafeRawBufferPointer?
    /// The port the client asked for (`X-Forwarded-Port`), 1 to 65,535: `SERVER_PORT`.
    public var hostPort: UInt16?
}
