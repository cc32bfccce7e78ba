/// Where a server listens.
public enum BindAddress: Sendable, Hashable {
    /// A host name or address literal (without brackets; empty for all interfaces) and a port; 0 asks for a free one.
    case tcp(host: String, port: Int)
    /// The path of a UNIX socket.
    case unix(path: String)
    /// A listening socket that somebody else opened (systemd, a supervisor).
    case descriptor(Int32)
}

extension BindAddress: CustomStringConvertible {
    /// As a user would write it: `http://127.0.0.1:8000`, `unix:/run/app.sock`, `fd://3`.
    public var description: String {
        switch self {
        case .tcp(let host, let port):
            host.utf8.contains(UInt8(ascii: ":")) ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        case .descriptor(let number): "fd://\(number)"
        }
    }
}
