import CrosswindHTTP
import Synchronization
import Testing

@testable import CrosswindServer

/// Listening, and how many are let in.
@Suite struct HTTPServerTests {
    @Test func severalListeners() throws {
        try withTemporaryDirectory { directory in
            let server = HTTPServer(configuration: .forTests) { $0.respond(status: 200, body: "here") }
            var ports: [Int] = []
            for _ in 0..<3 {
                guard case .tcp(_, let port) = try server.listen(0) else { continue }
                ports.append(port)
            }
            try server.listen(.unix(path: "\(directory)/app.sock"))
            #expect(Set(ports).count == 3)
            for port in ports { #expect(Client(port: port).sendAndRead(get()).text == "here") }
            #expect(Client(path: "\(directory)/app.sock").sendAndRead(get()).text == "here")
            server.stop(within: .zero)
        }
    }

    @Test func overIPv6() throws {
        let server = HTTPServer(configuration: .forTests) { exchange in
            let peer = String(decoding: exchange.peerAddress, as: UTF8.self)
            let local = String(decoding: exchange.local.address, as: UTF8.self)
            exchange.respond(status: 200, body: "\(peer) \(local) \(exchange.local.isUnix)")
        }
        guard case .tcp(_, let port) = try server.listen(.tcp(host: "::1", port: 0)) else { return }
        #expect(Client(port6: port).sendAndRead(get()).text == "::1 ::1 false")
        server.stop(within: .zero)
    }

    @Test func peerIsKnown() throws {
        let server = try TestServer { exchange in
            let port = String(decoding: exchange.peerPort, as: UTF8.self)
            exchange.respond(status: 200, body: "\(String(decoding: exchange.peerAddress, as: UTF8.self)) \(port)")
        }
        let client = server.client()
        let parts = client.sendAndRead(get()).text.split(separator: " ")
        #expect(parts.first == "127.0.0.1")
        #expect(parts.last.flatMap { Int($0) }.map { $0 > 0 } == true)
    }

    /// A socket that somebody else opened, as a supervisor does.
    @Test func adoptedDescriptor() throws {
        let (descriptor, port) = listeningSocket()
        let server = HTTPServer(configuration: .forTests) { $0.respond(status: 200, body: "adopted") }
        try server.listen(.descriptor(descriptor))
        for _ in 0..<3 { #expect(Client(port: port).sendAndRead(get()).text == "adopted") }
        server.stop(within: .zero)
    }

    @Test func bindErrors() throws {
        let server = try TestServer { $0.respond(status: 200) }
        let second = HTTPServer(configuration: .forTests) { $0.respond(status: 200) }
        let taken = message { try second.listen(server.port) }
        #expect(taken.contains("127.0.0.1:\(server.port)"))
        #expect(taken.contains("in use"))
        #expect(message { try second.listen(.tcp(host: "192.0.2.1", port: 0)) }.contains("192.0.2.1"))
        #expect(message { try second.listen(.tcp(host: "no.such.host.invalid", port: 0)) }.contains("no.such.host"))
        #expect(message { try second.listen(.descriptor(9999)) }.contains("fd://9999"))
        #expect(message { try second.listen(.descriptor(0)) }.contains("fd://0"))
        let client = server.client()
        #expect(message { try second.listen(.descriptor(client.descriptor)) }.contains("not a listening"))
        #expect(client.sendAndRead(get()).status == 200)
        // What failed spoils nothing.
        guard case .tcp(_, let port) = try second.listen(0) else { return }
        #expect(Client(port: port).sendAndRead(get()).status == 200)
        second.stop(within: .zero)
    }

    @Test func severalLoops() throws {
        let threads = Mutex<Set<ObjectIdentifier>>([])
        let server = try TestServer {
            $0.loops = 2
        } _: { exchange in
            threads.withLock { _ = $0.insert(ObjectIdentifier(IOLoop.current)) }
            exchange.respond(status: 200, body: "yes")
        }
        let clients = (0..<8).map { _ in server.client() }
        for client in clients { #expect(client.sendAndRead(get()).text == "yes") }
        #expect(threads.withLock { $0.count } == 2)
        #expect(server.server.connectionCount == 8)
        server.server.stop(within: .zero)
        #expect(server.server.connectionCount == 0)
    }

    /// Clients past the limit wait in the kernel's queue and are served when others have gone.
    @Test(arguments: [1, 2]) func maxConnections(_ loops: Int) throws {
        let server = try TestServer {
            $0.maxConnections = 4
            $0.loops = loops
        } _: { exchange in
            exchange.respond(status: 200, body: "in")
        }
        // One by one: a batch of them may be accepted before the count is looked at.
        var inside = (0..<4).map { _ in
            let client = server.client()
            #expect(client.sendAndRead(get()).text == "in")
            return client
        }
        for _ in 0..<5 {
            let outside = (0..<2).map { _ in server.client() }
            for client in outside { client.send(get()) }
            // Several loops hear of it a moment later, and may let a few more in.
            if loops == 1 {
                #expect(outside[0].isQuiet(milliseconds: 60))
                #expect(server.server.connectionCount <= 4)
            }
            inside.removeFirst(2)
            for client in outside { #expect(client.response().text == "in") }
            inside += outside
        }
        inside = []
        #expect(eventually { server.server.connectionCount == 0 })
        #expect(server.client().sendAndRead(get()).text == "in")
    }

    /// A server lives as long as it listens, whether or not anybody holds on to it.
    @Test func listeningKeepsItAlive() throws {
        weak var released: HTTPServer?
        let port: Int
        do {
            var settings = ServerConfiguration.forTests
            settings.maxConnections = 1
            let server = HTTPServer(configuration: settings) { $0.respond(status: 200, body: "alive") }
            released = server
            guard case .tcp(_, let free) = try server.listen(0) else { return }
            port = free
        }
        for _ in 0..<3 {
            let client = Client(port: port)
            #expect(client.sendAndRead(get()).text == "alive")
            let other = Client(port: port)
            other.send(get())
            #expect(other.isQuiet(milliseconds: 60))
            client.endSending()
            #expect(other.response().text == "alive")
        }
        #expect(released != nil)
        released?.stop(within: .zero)
    }
}
