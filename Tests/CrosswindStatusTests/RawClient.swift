import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A client on a plain blocking socket. Every wait ends after 20 s.
final class RawClient {
    private let descriptor: Int32

    init(_ address: BindAddress) throws {
        guard case .tcp(_, let port) = address else { preconditionFailure("no TCP address") }
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = in_port_t(UInt16(port).bigEndian)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        #if canImport(Glibc)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let status = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        precondition(status == 0, "can't connect: \(String(cString: strerror(errno)))")
    }

    deinit { close(descriptor) }

    /// Sends `request` and reads until `end` has come, or the connection's end.
    func ask(_ request: String, until end: String) -> String {
        let bytes = Array(request.utf8)
        _ = send(descriptor, bytes, bytes.count, 0)
        var answer = ""
        var room = [UInt8](repeating: 0, count: 65_536)
        while !answer.contains(end) {
            let count = recv(descriptor, &room, room.count, 0)
            guard count > 0 else { break }
            answer += String(decoding: room[..<count], as: UTF8.self)
        }
        return answer
    }
}
