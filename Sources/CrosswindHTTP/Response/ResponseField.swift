/// What the encoder has to know about a field that an application sets.
enum ResponseField {
    case ordinary
    case contentLength
    case contentType
    case date
    case server
    case connection
    /// A field about the connection (RFC 9110 §7.6.1). Proxy-Authenticate is absent on purpose: RFC 9110 §11.7.1 made it
    /// end-to-end enough for a server that is a proxy to say it.
    case hopByHop

    @inline(__always) init(_ name: Octets) {
        self = .ordinary
        switch name.count {
        case 2: if name.matches("te", at: 0) { self = .hopByHop }
        case 4: if name.matches("date", at: 0) { self = .date }
        case 6: if name.matches("server", at: 0) { self = .server }
        case 7: if name.matches("trailer", at: 0) || name.matches("upgrade", at: 0) { self = .hopByHop }
        case 10:
            if name.matches("connection", at: 0) {
                self = .connection
            } else if name.matches("keep-alive", at: 0) {
                self = .hopByHop
            }
        case 12: if name.matches("content-type", at: 0) { self = .contentType }
        case 14: if name.matches("content-length", at: 0) { self = .contentLength }
        case 16: if name.matches("proxy-connection", at: 0) { self = .hopByHop }
        case 17: if name.matches("transfer-encoding", at: 0) { self = .hopByHop }
        default: break
        }
    }
}
