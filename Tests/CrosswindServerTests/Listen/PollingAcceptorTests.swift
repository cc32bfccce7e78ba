import Synchronization
import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Listeners that share a socket with others, as the workers of a supervisor do.
@Suite struct PollingAcceptorTests {
    private static func server(
        at descriptor: Int32, _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) throws -> HTTPServer {
        var settings = ServerConfiguration.forTests
        settings.acceptBatch = 1
        change(&settings)
        let server = HTTPServer(
            ClosureCallback { $0.respond(status: 200, body: String(decoding: $0.peer.address, as: UTF8.self)) },
            configuration: settings)
        try server.listen(.descriptor(descriptor))
        return server
    }

    /// All are woken for each connection, and one gets it; what the others find is no error.
    @Test func sharedSocket() throws {
        let (descriptor, port) = listeningSocket()
        defer { close(descriptor) }
        // Each with a listening loop of its own.
        let servers = try (1...4).map { number in try Self.server(at: descriptor) { $0.loops = number } }
        for _ in 0..<50 {
            let clients = (0..<4).map { _ in Client(port: port) }
            for client in clients { client.send(get("/", "Connection: close")) }
            for client in clients { #expect(client.everything().text.hasSuffix("127.0.0.1")) }
        }
        for server in servers { server.stop(within: .zero) }
    }

    /// As many as may be, and then again when one has gone.
    @Test func stopsWhenFull() throws {
        let (descriptor, port) = listeningSocket()
        defer { close(descriptor) }
        let server = try Self.server(at: descriptor) { $0.maxConnections = 1 }
        let first = Client(port: port)
        #expect(first.sendAndRead(get()).text == "127.0.0.1")
        let second = Client(port: port)
        second.send(get())
        #expect(second.isQuiet())
        #expect(first.sendAndRead(get()).text == "127.0.0.1")
        first.reset()
        #expect(second.response().text == "127.0.0.1")
        server.stop(within: .zero)
    }

    /// What the application starts inherits neither listeners nor connections, however they were accepted.
    @Test(arguments: [1, 64]) func closeOnExec(_ batch: Int) throws {
        let (descriptor, port) = listeningSocket()
        defer { close(descriptor) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        var settings = ServerConfiguration.forTests
        settings.acceptBatch = batch
        let server = HTTPServer(
            ThreadQueue { exchange in
                // Its duplicate for the thread is there by now.
                exchange.answerHere(ok("\(Self.inherited(localPort: port))"))
            }, configuration: settings)
        try server.listen(.descriptor(descriptor))
        #expect(Client(port: port).sendAndRead(get()).text == "[]")
        // One that SwiftNIO opens.
        if case .tcp(_, let own) = try server.listen(.tcp(host: "127.0.0.1", port: 0)) {
            #expect(Self.inherited(localPort: own) == [])
        }
        server.stop(within: .zero)
    }

    /// Sockets bound to `port` that a program would inherit.
    private static func inherited(localPort port: Int) -> [Int32] {
        (0..<1024 as Range<Int32>).filter { descriptor in
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let status = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
            }
            guard status == 0, address.sin_family == sa_family_t(AF_INET),
                Int(UInt16(bigEndian: address.sin_port)) == port
            else { return false }
            return fcntl(descriptor, F_GETFD) & FD_CLOEXEC == 0
        }
    }
}
