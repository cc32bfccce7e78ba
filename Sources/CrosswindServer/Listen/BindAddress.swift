/// Where a server listens.
public enum BindAddress: Sendable, Hashable {
    /// A host name or address literal (without brackets; empty for every IPv4 address) and a port from 0 to 65535; 0 asks
    /// for a free one.
    case tcp(host: String, port: Int)
    /// The path of a UNIX socket, at most 107 bytes.
    case unix(path: String)
    /// A listening socket that somebody else opened (systemd, a supervisor), by its descriptor's number.
    case descriptor(Int32)

    /// As a browser takes it: `http://127.0.0.1:8000`; a UNIX socket or a descriptor as ``description`` has it.
    public var url: String {
        if case .tcp = self { return "http://\(description)" }
        return description
    }
}

extension BindAddress: CustomStringConvertible {
    /// As `--bind` reads it: `127.0.0.1:8000`, `[::1]:8000`, `unix:/run/app.sock`, `fd://3`.
    public var description: String {
        switch self {
        case .tcp(let host, let port):
            host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        case .descriptor(let number): "fd://\(number)"
        }
    }
}
