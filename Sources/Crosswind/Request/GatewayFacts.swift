package import CrosswindHTTP

/// Where in a head's bytes lies what a server of ours knows from elsewhere: of a request that a gateway has taken apart, such
/// as a WSGI environ.
package struct GatewayFacts: Sendable {
    /// `HTTP/1.1`, whatever that says.
    package let version: ByteSpan
    /// `http` or `https`.
    package let scheme: ByteSpan
    /// With its port, unless that is the scheme's own.
    package let host: ByteSpan
    /// Empty when nobody knows it.
    package let remoteIP: ByteSpan

    package init(version: ByteSpan, scheme: ByteSpan, host: ByteSpan, remoteIP: ByteSpan) {
        self.version = version
        self.scheme = scheme
        self.host = host
        self.remoteIP = remoteIP
    }
}
