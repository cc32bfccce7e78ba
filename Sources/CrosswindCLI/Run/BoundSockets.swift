import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What is bound before the process becomes somebody else and imports the application, and listens after that.
struct BoundSockets {
    private var sockets: [(descriptor: Int32, address: BindAddress)] = []

    init(_ options: CommandOptions, _ identity: Identity?) throws(ListenError) {
        let permissions = options.socketPermissions(identity)
        for address in options.bind {
            do throws(ListenError) {
                sockets.append(try ListeningSocket.bind(address, permissions))
            } catch {
                abandon()
                throw error
            }
        }
    }

    /// Has `server` listen at them; gives back the addresses.
    mutating func listen(_ server: HTTPServer) throws(ListenError) -> [BindAddress] {
        var addresses: [BindAddress] = []
        while let (descriptor, address) = sockets.first {
            sockets.removeFirst()
            try server.listen(address, bound: descriptor)
            addresses.append(address)
        }
        return addresses
    }

    /// There will be no server for what is left.
    mutating func abandon() {
        for (descriptor, address) in sockets {
            if case .descriptor = address { continue }
            if case .unix(let path) = address { unlink(path) }
            close(descriptor)
        }
        sockets = []
    }
}

extension CommandOptions {
    /// Whose UNIX sockets are: of the user that serves, who may have to remove them.
    func socketPermissions(_ identity: Identity?) -> SocketPermissions {
        SocketPermissions(mode: udsMode, owner: identity?.user, group: identity?.group)
    }
}
