import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct UnixSocketFileTests {
    @Test func served() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/app.sock"
            let server = HTTPServer(configuration: .forTests) {
                $0.respond(status: 200, body: "\($0.peerAddress.count) \($0.local.isUnix)")
            }
            let address = try server.listen(.unix(path: path))
            #expect(address == .unix(path: path))
            for _ in 0..<3 { #expect(Client(path: path).sendAndRead(get()).text == "0 true") }
            #expect(server.stop(within: .zero) <= 3)
            #expect(access(path, F_OK) != 0)
        }
    }

    /// What a server that was killed left behind.
    @Test func staleOneIsReplaced() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/app.sock"
            close(listening(path))
            #expect(access(path, F_OK) == 0)
            let server = HTTPServer(configuration: .forTests) { $0.respond(status: 200, body: "new") }
            try server.listen(.unix(path: path))
            #expect(Client(path: path).sendAndRead(get()).text == "new")
            server.stop(within: .zero)
        }
    }

    @Test func liveOneIsLeftAlone() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/app.sock"
            let first = HTTPServer(configuration: .forTests) { $0.respond(status: 200, body: "first") }
            try first.listen(.unix(path: path))
            let second = HTTPServer(configuration: .forTests) { $0.respond(status: 200, body: "second") }
            #expect(message { try second.listen(.unix(path: path)) }.contains("another server"))
            second.stop(within: .zero)
            #expect(Client(path: path).sendAndRead(get()).text == "first")
            first.stop(within: .zero)
        }
    }

    /// A server that is too busy to accept is alive; asking it must not wait for it.
    @Test func stuckOneIsLeftAlone() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/app.sock"
            let stuck = listening(path, backlog: 0)
            defer { close(stuck) }
            let waiting = [Client(path: path)]
            var address = unixAddress(path)
            let another = streamSocket(AF_UNIX)
            defer { close(another) }
            _ = fcntl(another, F_SETFL, O_NONBLOCK)
            let status = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(another, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            #expect(status != 0 && errno == EAGAIN)
            let server = HTTPServer(configuration: .forTests) { $0.respond(status: 200) }
            #expect(message { try server.listen(.unix(path: path)) }.contains("another server"))
            #expect(access(path, F_OK) == 0)
            _ = waiting
        }
    }

    @Test func whatIsNoSocketIsLeftAlone() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/notes.txt"
            close(open(path, O_CREAT | O_WRONLY, 0o600))
            let server = HTTPServer(configuration: .forTests) { $0.respond(status: 200) }
            #expect(message { try server.listen(.unix(path: path)) }.contains("not a socket"))
            #expect(access(path, F_OK) == 0)
            // A link to nowhere is somebody's too.
            let link = "\(directory)/link"
            #expect(symlink("\(directory)/nothing", link) == 0)
            #expect(message { try server.listen(.unix(path: link)) }.contains("not a socket"))
        }
    }

    @Test func pathsThatCannotBe() {
        let server = HTTPServer(configuration: .forTests) { $0.respond(status: 200) }
        let path = "/tmp/" + String(repeating: "x", count: 200)
        #expect(message { try server.listen(.unix(path: path)) }.contains(path))
        #expect(message { try server.listen(.unix(path: "/nonexistent/app.sock")) }.contains("No such file"))
    }
}

/// What the error says, empty without one.
func message(_ body: () throws -> Void) -> String {
    do {
        try body()
        return ""
    } catch {
        return "\(error)"
    }
}

/// A bound and listening UNIX socket.
private func listening(_ path: String, backlog: Int32 = 5) -> Int32 {
    let descriptor = streamSocket(AF_UNIX)
    var address = unixAddress(path)
    let status = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    precondition(status == 0 && listen(descriptor, backlog) == 0)
    return descriptor
}

/// Runs `body` with the path of a fresh directory that is removed afterwards, with the files straight in it.
func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/crosswind-test-XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil)
    let path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress.unsafelyUnwrapped) }
    defer {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                unlink("\(path)/\(name)")
            }
            closedir(directory)
        }
        rmdir(path)
    }
    try body(path)
}
