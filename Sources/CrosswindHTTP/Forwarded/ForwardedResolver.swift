/// Finds out who the client is when a trusted proxy stands in front.
///
/// Each proxy appends the address it was called from, so lists are read from the right: the nearest hop is believed
/// because the peer is trusted, the next because the nearest is a listed proxy itself, and so on; the first address
/// that is no proxy's is the client. What stands left of it anybody may have written. When every hop is a listed proxy
/// the leftmost is the client. A malformed, `unknown` or obfuscated element ends the walk, and the client is the last
/// address that was vouched for, as in nginx's realip module: a text that is no address never becomes `REMOTE_ADDR`.
///
/// With `*` whoever connects is trusted, but only listed addresses are as further hops: so the client is the last one
/// named, not (as in uvicorn) the first, which the client itself may have sent.
public struct ForwardedResolver: Sendable {
    /// Whose word counts.
    public let proxies: TrustedProxies
    /// Which headers count.
    public let headers: ForwardedHeaders
    /// No real chain is longer; bounds the work for a header made of commas.
    static let mostHops = 64

    /// A resolver for `proxies` that reads `headers`.
    public init(proxies: TrustedProxies, headers: ForwardedHeaders) {
        self.proxies = proxies
        self.headers = headers
    }

    /// Whether requests of `peer` need `resolve` at all. It never changes, so ask once a connection.
    public func concerns(_ peer: TrustedProxies.Peer) -> Bool {
        !headers.isEmpty && proxies.trusts(peer)
    }

    /// What the request's forwarding headers say, nil when there are none that count.
    ///
    /// Takes linear time and allocates nothing. Never to be called for a peer that `concerns` denies.
    public func resolve(_ fields: borrowing some ForwardedFields & ~Copyable & ~Escapable) -> ForwardedClient? {
        var present = ForwardedHeaders()
        for index in 0..<fields.fieldCount {
            if let field = fields.forwardedField(at: index) {
                present.insert(ForwardedHeaders(rawValue: 1 << field.rawValue))
            }
        }
        present.formIntersection(headers)
        if present.isEmpty { return nil }
        return present.contains(.forwarded) ? resolveForwarded(fields) : resolveXForwarded(fields, present)
    }

    /// Calls `body` with each element of the lists in all fields of this kind, from the last to the first, until it
    /// returns false. Empty elements are skipped (RFC 9110 §5.6.1); nil stands for one whose quotes don't close.
    func walk(
        _ fields: borrowing some ForwardedFields & ~Copyable & ~Escapable, _ kind: ForwardedField,
        _ body: (UnsafeRawBufferPointer?) -> Bool
    ) {
        for index in stride(from: fields.fieldCount - 1, through: 0, by: -1)
        where fields.forwardedField(at: index) == kind {
            var list = ForwardedList(fields.fieldValue(at: index), quotes: kind == .forwarded)
            while let element = list.removeLast() {
                switch element {
                case .text(let text): if !text.isEmpty, !body(text) { return }
                case .unbalanced: if !body(nil) { return }
                }
            }
        }
    }
}
