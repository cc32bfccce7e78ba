import NIOCore
import Testing

@testable import CrosswindServer

@Suite struct PeerAddressTests {
    private func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test(arguments: [("127.0.0.1", 80), ("::1", 65535), ("2001:db8::1:0:0:1", 1), ("255.255.255.255", 0)])
    func addresses(_ address: String, _ port: Int) throws {
        let peer = PeerAddress(try SocketAddress(ipAddress: address, port: port))
        #expect(text(peer.address) == address)
        #expect(text(peer.port) == "\(port)")
        #expect(!peer.isUnix)
    }

    @Test func unixSockets() throws {
        for peer in [PeerAddress(try SocketAddress(unixDomainSocketPath: "/tmp/x")), .unix] {
            #expect(peer.address.isEmpty)
            #expect(peer.port.isEmpty)
            #expect(peer.isUnix)
        }
    }

    /// A client that is gone before anybody could ask: UNIX sockets are trusted by default, it must not pass for one.
    @Test func nobody() {
        let peer = PeerAddress(nil)
        #expect(peer.address.isEmpty)
        #expect(!peer.isUnix)
        #expect(peer.listed == nil)
    }
}
