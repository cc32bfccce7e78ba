import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Linux's `TCP_DEFER_ACCEPT` (tcp(7)): the kernel keeps a new connection to itself until the client has sent something, a
/// second at most.
///
/// So the request is there when its connection is accepted, which spares the wait for it (`HTTPConnection+Early`), and a
/// connection that asks for nothing costs the server nothing for that second. The client sees no difference.
enum DeferredAccept {
    /// Has the kernel do so for connections to a listening socket, if it can.
    static func ask(of listening: Int32, seconds: Int32 = 1) {
        #if os(Linux)
        var seconds = seconds
        // 9 is TCP_DEFER_ACCEPT, which the overlay doesn't import.
        setsockopt(listening, Int32(IPPROTO_TCP), 9, &seconds, socklen_t(MemoryLayout<Int32>.size))
        #endif
    }

    /// Any thread. With 0 seconds no more.
    static func ask(of listener: any Channel, seconds: Int32 = 1) {
        listener.eventLoop.execute { listener.withDescriptor { ask(of: $0, seconds: seconds) } }
    }
}
