#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A client that reads bodies by their length or in chunks; every wait ends after twenty seconds.
final class PlainClient: Sendable {
    private let descriptor: Int32

    init(_ port: Int, receiveBuffer: Int32? = nil) {
        #if canImport(Glibc)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        if var receiveBuffer {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        precondition(status == 0)
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        let sent = write(descriptor, bytes, bytes.count)
        precondition(sent == bytes.count)
    }

    func ask(_ path: String) -> String {
        send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
        return body()
    }

    /// Whether something has come.
    var hasAnswer: Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, 0) == 1
    }

    /// The next response's body as it was sent; empty at the end of the connection.
    func body() -> String {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            let byte = exactly(1)
            if byte.isEmpty { return "" }
            head += byte
        }
        for line in String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == "content-length" {
                return String(decoding: exactly(Int(parts[1].drop { $0 == " " }) ?? 0), as: UTF8.self)
            }
        }
        var all: [UInt8] = []
        while !all.suffix(5).elementsEqual("0\r\n\r\n".utf8) {
            let byte = exactly(1)
            if byte.isEmpty { break }
            all += byte
        }
        return String(decoding: all, as: UTF8.self)
    }

    private func exactly(_ count: Int) -> [UInt8] {
        var all: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 65_536)
        while all.count < count {
            let got = recv(descriptor, &room, min(room.count, count - all.count), 0)
            if got <= 0 { break }
            all += room[..<got]
        }
        return all
    }
}
