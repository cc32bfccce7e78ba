#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A client on a plain blocking socket, as rude as a test wants it. Every wait ends after ``patience``.
final class Client: Sendable {
    static let patience = 60

    let descriptor: Int32

    /// Connects to a TCP port of this machine.
    convenience init(port: Int, receiveBuffer: Int32? = nil) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        self.init(family: AF_INET, &address, receiveBuffer)
    }

    /// Connects to a TCP port of `::1`.
    convenience init(port6 port: Int) {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = in_port_t(UInt16(port).bigEndian)
        inet_pton(AF_INET6, "::1", &address.sin6_addr)
        self.init(family: AF_INET6, &address, nil)
    }

    /// Connects to a UNIX socket.
    convenience init(path: String) {
        var address = unixAddress(path)
        self.init(family: AF_UNIX, &address, nil)
    }

    private init<Address>(family: Int32, _ address: inout Address, _ receiveBuffer: Int32?) {
        descriptor = streamSocket(family)
        var limit = timeval(tv_sec: Self.patience, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        if var receiveBuffer {
            // Before connecting, or the window has been agreed on already.
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
        }
        let length = socklen_t(MemoryLayout<Address>.size)
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) }
        }
        precondition(status == 0, "can't connect: \(String(cString: strerror(errno)))")
    }

    deinit { close(descriptor) }

    // MARK: sending

    /// Sends all of `text`; false when the server has closed.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends all of `bytes`; false when the server has closed.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var done = 0
        while done < bytes.count {
            let sent = bytes.withUnsafeBytes { part in
                #if os(Linux)
                Glibc.send(descriptor, part.baseAddress! + done, part.count - done, Int32(MSG_NOSIGNAL))
                #else
                Darwin.send(descriptor, part.baseAddress! + done, part.count - done, 0)
                #endif
            }
            if sent <= 0 { return false }
            done += sent
        }
        return true
    }

    /// Says that nothing more comes, and goes on reading.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Disappears with a reset. The descriptor stays this object's, so that no other test gets its number meanwhile.
    func reset() {
        var none = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &none, socklen_t(MemoryLayout<linger>.size))
        // Disconnecting a socket that lingers for no time resets the connection, as closing it would.
        var nowhere = sockaddr()
        nowhere.sa_family = sa_family_t(AF_UNSPEC)
        connect(descriptor, &nowhere, socklen_t(MemoryLayout<sockaddr>.size))
    }

    // MARK: receiving

    /// How a connection ended.
    enum End: Equatable { case open, closed, reset, timedOut }

    /// What comes next, empty at the end.
    func some(_ most: Int = 65_536) -> (bytes: [UInt8], end: End) {
        var room = [UInt8](repeating: 0, count: most)
        let count = recv(descriptor, &room, most, 0)
        if count > 0 { return (Array(room[..<count]), .open) }
        if count == 0 { return ([], .closed) }
        return ([], errno == ECONNRESET || errno == EPIPE ? .reset : .timedOut)
    }

    /// Everything until the connection ends, and how it did.
    func everything() -> (text: String, end: End) {
        var all: [UInt8] = []
        while true {
            let (bytes, end) = some()
            if end != .open { return (String(decoding: all, as: UTF8.self), end) }
            all += bytes
        }
    }

    /// Exactly `count` bytes, fewer when the connection ends.
    func exactly(_ count: Int) -> [UInt8] {
        var all: [UInt8] = []
        while all.count < count {
            let (bytes, end) = some(min(65_536, count - all.count))
            if end != .open { break }
            all += bytes
        }
        return all
    }

    /// Whether nothing comes for a moment: for what must not happen, so it can only pass too easily, not fail.
    func isQuiet(milliseconds: Int32 = 150) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&wanted, 1, milliseconds) == 0
    }

    /// One response, framed by its head; to the end of the connection when that says nothing.
    func response(toHEAD: Bool = false) -> Response {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            let (bytes, end) = some(1)
            if end != .open { return Response(head: String(decoding: head, as: UTF8.self), body: [], end: end) }
            head += bytes
        }
        var response = Response(head: String(decoding: head, as: UTF8.self), body: [], end: .open)
        if toHEAD || response.status < 200 || response.status == 204 || response.status == 304 { return response }
        if let length = response["content-length"].flatMap({ Int($0) }) {
            response.body = exactly(length)
            if response.body.count < length { response.end = .closed }
        } else if response["transfer-encoding"] == "chunked" {
            readChunks(into: &response)
        } else {
            let (text, end) = everything()
            response.body = Array(text.utf8)
            response.end = end
        }
        return response
    }

    private func readChunks(into response: inout Response) {
        while true {
            var line: [UInt8] = []
            while !line.suffix(2).elementsEqual("\r\n".utf8) {
                let (bytes, end) = some(1)
                if end != .open {
                    response.end = end
                    return
                }
                line += bytes
            }
            guard let size = Int(String(decoding: line.dropLast(2), as: UTF8.self), radix: 16) else { return }
            let chunk = exactly(size + 2)
            response.body += chunk.dropLast(2)
            if chunk.count < size + 2 { response.end = .closed }
            if size == 0 || response.end != .open { return }
            response.chunks += 1
        }
    }
}

/// A response as a client got it.
struct Response {
    /// Status line and fields, with their line ends.
    let head: String
    var body: [UInt8]
    /// `open` when it came whole.
    var end: Client.End
    var chunks = 0

    init(head: String, body: [UInt8], end: Client.End) {
        self.head = head
        self.body = body
        self.end = end
    }

    var status: Int { Int(head.dropFirst(9).prefix(3)) ?? 0 }
    var text: String { String(decoding: body, as: UTF8.self) }
    var closes: Bool { self["connection"] == "close" }

    /// The value of a field, whatever its case.
    subscript(_ name: String) -> String? {
        for line in head.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == name.lowercased() else {
                continue
            }
            return String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        return nil
    }
}

func streamSocket(_ family: Int32) -> Int32 {
    #if canImport(Glibc)
    socket(family, Int32(SOCK_STREAM.rawValue), 0)
    #else
    socket(family, SOCK_STREAM, 0)
    #endif
}

/// A socket that listens at a free port of 127.0.0.1, opened as anybody would.
func listeningSocket() -> (descriptor: Int32, port: Int) {
    let descriptor = streamSocket(AF_INET)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
            precondition(bind(descriptor, plain, length) == 0 && listen(descriptor, 16) == 0)
            precondition(getsockname(descriptor, plain, &length) == 0)
        }
    }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
}

func unixAddress(_ path: String) -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    return address
}

extension Client {
    /// A request and its response.
    func sendAndRead(_ request: String) -> Response {
        send(request)
        return response()
    }

    /// Everything up to and including `mark`, or to the end of the connection.
    func everything(until mark: String) -> (text: String, end: End) {
        var all: [UInt8] = []
        while !all.suffix(mark.utf8.count).elementsEqual(mark.utf8) {
            let (bytes, end) = some()
            if end != .open { return (String(decoding: all, as: UTF8.self), end) }
            all += bytes
        }
        return (String(decoding: all, as: UTF8.self), .open)
    }
}

/// Lets time pass that the test is about.
func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }

/// Whether somebody accepts at a port of this machine.
func connects(_ descriptor: Int32, _ port: Int) -> Bool {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}
