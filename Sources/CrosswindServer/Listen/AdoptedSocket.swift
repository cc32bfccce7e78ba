#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A listening socket that somebody else opened, checked before it is given to SwiftNIO, which traps on what is none.
enum AdoptedSocket {
    /// A duplicate of `descriptor`, so that closing the listener leaves the other's alone. Throws when it isn't a stream
    /// socket that listens or can.
    static func adopt(_ descriptor: Int32) throws(ListenError) -> Int32 {
        let address = BindAddress.descriptor(descriptor)
        guard fcntl(descriptor, F_GETFD) >= 0 else {
            throw ListenError(address: address, reason: "there is no such descriptor; was it passed to this process?")
        }
        var kind: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &kind, &size) == 0 else {
            throw ListenError(address: address, reason: "the descriptor is not a socket")
        }
        #if canImport(Glibc)
        let stream = Int32(SOCK_STREAM.rawValue)
        #else
        let stream = SOCK_STREAM
        #endif
        var peer = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isConnected = withUnsafeMutablePointer(to: &peer) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &length) == 0 }
        }
        guard kind == stream, !isConnected else {
            throw ListenError(address: address, reason: "the descriptor is a socket, but not one to listen at")
        }
        let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard duplicate >= 0 else {
            throw ListenError(address: address, reason: String(cString: strerror(errno)))
        }
        return duplicate
    }
}
