// Unsafe: the C library's addresses are looked at through pointers of other types, as it demands.

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Whose a UNIX socket is, and who may connect.
package struct SocketPermissions: Sendable {
    /// Nil for what the umask leaves.
    package var mode: UInt32?
    package var owner: UInt32?
    package var group: UInt32?

    package init(mode: UInt32? = nil, owner: UInt32? = nil, group: UInt32? = nil) {
        self.mode = mode
        self.owner = owner
        self.group = group
    }
}

/// Opens sockets that workers inherit, or that need privileges which are dropped before the server is made. SwiftNIO can't: it
/// would start threads, and after that no process may fork.
package enum ListeningSocket {
    /// A listening socket at `address`, and the address as it became when port 0 was asked for.
    ///
    /// All workers accept from this one queue. One each (SO_REUSEPORT) would spread connections by a hash, whether or not
    /// a worker is busy, and what waits in the queue of a worker that ends is lost, so that no restart would be without
    /// refused connections.
    package static func open(
        _ address: BindAddress, backlog: Int, permissions: SocketPermissions = SocketPermissions()
    ) throws(ListenError) -> (descriptor: Int32, address: BindAddress) {
        let bound = try bind(address, permissions)
        if case .descriptor = address { return bound }
        try listen(bound.descriptor, address, backlog: backlog)
        return bound
    }

    /// The same, but nobody can connect yet.
    package static func bind(
        _ address: BindAddress, _ permissions: SocketPermissions
    ) throws(ListenError) -> (descriptor: Int32, address: BindAddress) {
        switch address {
        case .descriptor(let number): return (try inherited(number, address), address)
        case .unix(let path):
            try UnixSocketFile.clear(path)
            return (try unix(path, address, permissions), address)
        case .tcp(let host, let port):
            let descriptor = try tcp(host.isEmpty ? "0.0.0.0" : host, port, address)
            return (descriptor, port == 0 ? .tcp(host: host, port: Self.port(of: descriptor)) : address)
        }
    }

    private static func inherited(_ number: Int32, _ address: BindAddress) throws(ListenError) -> Int32 {
        guard fcntl(number, F_GETFD) >= 0 else {
            throw ListenError(address: address, reason: "there is no such descriptor; was it passed to this process?")
        }
        return number
    }

    private static func tcp(
        _ host: String, _ port: Int, _ address: BindAddress
    ) throws(ListenError) -> Int32 {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = streamType
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let found else {
            throw ListenError(address: address, reason: "no address of that name; write a host that resolves here")
        }
        defer { freeaddrinfo(found) }
        let descriptor = try make(found.pointee.ai_family, address)
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size)
        // Accepted connections inherit it.
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
        DeferredAccept.ask(of: descriptor)
        try bind(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen, address)
        return descriptor
    }

    private static func unix(
        _ path: String, _ address: BindAddress, _ permissions: SocketPermissions
    ) throws(ListenError) -> Int32 {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: name.sun_path) else {
            throw ListenError(address: address, reason: "the path is too long for a socket")
        }
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = try make(AF_UNIX, address)
        var failure: ListenError?
        withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                do throws(ListenError) {
                    try bind(descriptor, name, socklen_t(MemoryLayout<sockaddr_un>.size), address)
                } catch {
                    failure = error
                }
            }
        }
        if let failure { throw failure }
        // Before anybody can connect: it doesn't listen yet.
        let isSet =
            (permissions.mode.map { chmod(path, mode_t($0)) == 0 } ?? true)
            && (permissions.owner == nil && permissions.group == nil
                || chown(path, permissions.owner ?? uid_t.max, permissions.group ?? gid_t.max) == 0)
        guard isSet else {
            let error = Self.failure(address)
            close(descriptor)
            unlink(path)
            throw error
        }
        return descriptor
    }

    private static func make(_ family: Int32, _ address: BindAddress) throws(ListenError) -> Int32 {
        let descriptor = socket(family, streamType, 0)
        guard descriptor >= 0 else { throw failure(address) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }

    private static func bind(
        _ descriptor: Int32, _ name: UnsafePointer<sockaddr>, _ length: socklen_t, _ address: BindAddress
    ) throws(ListenError) {
        #if canImport(Glibc)
        let isBound = Glibc.bind(descriptor, name, length) == 0
        #else
        let isBound = Darwin.bind(descriptor, name, length) == 0
        #endif
        guard isBound else {
            let error = failure(address)
            close(descriptor)
            throw error
        }
    }

    /// Lets clients connect to a socket of ``bind(_:_:)``'s.
    package static func listen(_ descriptor: Int32, _ address: BindAddress, backlog: Int) throws(ListenError) {
        #if canImport(Glibc)
        let isListening = Glibc.listen(descriptor, Int32(backlog)) == 0
        #else
        let isListening = Darwin.listen(descriptor, Int32(backlog)) == 0
        #endif
        guard isListening else {
            let error = failure(address)
            close(descriptor)
            throw error
        }
    }

    private static func failure(_ address: BindAddress) -> ListenError {
        let text = String(cString: strerror(errno))
        switch errno {
        case EADDRINUSE:
            return ListenError(
                address: address, reason: "\(text); stop the other server or choose another port with --bind")
        case EACCES:
            return ListenError(
                address: address, reason: "\(text); ports below 1024 need a privilege, paths a directory you may write")
        default: return ListenError(address: address, reason: text)
        }
    }

    private static func port(of descriptor: Int32) -> Int {
        var name = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard status == 0 else { return 0 }
        // The port is at the same place in the addresses of both families.
        return withUnsafeBytes(of: &name) { Int($0[2]) << 8 | Int($0[3]) }
    }

    private static var streamType: Int32 {
        #if canImport(Glibc)
        Int32(SOCK_STREAM.rawValue)
        #else
        SOCK_STREAM
        #endif
    }
}
