import CrosswindHTTP
import Testing

@Suite struct ProxyHeaderBinaryTests {
    private func header(_ bytes: [UInt8]) throws -> ProxyHeader { try #require(try parseProxyHeader(bytes)).header }

    @Test func addresses() throws {
        #expect(try header(proxyHeader2(0x21, 0x11, sampleIPv4)) == ProxyHeader(sampleClient))
        let address: [UInt8] = [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
        let six = ProxyHeader.Endpoint(try #require(IPAddress("2001:db8::1")), port: 258)
        let seven = ProxyHeader.Endpoint(six.address, port: 772)
        #expect(
            try header(proxyHeader2(0x21, 0x21, address + address + [1, 2, 3, 4]))
                == ProxyHeader(.network(six, to: seven)))
        #expect(try header(proxyHeader2(0x21, 0x31, [UInt8](repeating: 7, count: 216))) == ProxyHeader(.unix))
    }

    @Test func nobodyInParticular() throws {
        #expect(try header(proxyHeader2(0x20, 0x00, [])) == ProxyHeader(.proxy))
        // What the proxy says of itself is skipped, whatever it is.
        #expect(try header(proxyHeader2(0x20, 0xFF, [1, 2])) == ProxyHeader(.proxy))
        #expect(try header(proxyHeader2(0x21, 0x00, [1, 2, 3])) == ProxyHeader(.unknown))
    }

    @Test func refused() {
        let few = Array(sampleIPv4.dropLast())
        #expect(throws: ProxyHeaderError.malformed) { try header(proxyHeader2(0x21, 0x11, few)) }
        let unheardOf: [(UInt8, UInt8)] = [(0x11, 0x11), (0x22, 0x11), (0x2F, 0x11), (0x21, 0x41), (0x21, 0x13)]
        for (command, family) in unheardOf {
            #expect(throws: ProxyHeaderError.unsupported) { try header(proxyHeader2(command, family, sampleIPv4)) }
        }
        // By the length that it announces, before the rest has come.
        let announced = Array(proxyHeader2(0x21, 0x11, [UInt8](repeating: 0, count: 5000)).prefix(16))
        #expect(throws: ProxyHeaderError.tooLong) { try header(announced) }
    }

    @Test func triples() throws {
        let others = triple(0x01, Array("h2".utf8)) + triple(0x04, []) + triple(0x05, [9])
        #expect(try header(proxyHeader2(0x21, 0x11, sampleIPv4 + others)).isSecure == nil)
        for (flags, isSecure) in [(1, true), (0, false), (7, true)] as [(UInt8, Bool)] {
            let tls = triple(0x20, [flags, 0, 0, 0, 0] + triple(0x21, Array("TLSv1.3".utf8)))
            #expect(try header(proxyHeader2(0x21, 0x11, sampleIPv4 + others + tls)).isSecure == isSecure)
        }
        for broken in [[0xEA, 0], [0xEA, 0, 2, 1], triple(0x20, [1]), triple(0x03, [1])] as [[UInt8]] {
            #expect(throws: ProxyHeaderError.malformed) { try header(proxyHeader2(0x21, 0x11, sampleIPv4 + broken)) }
        }
    }

    @Test func checksum() throws {
        let sent = proxyHeader2(0x21, 0x11, sampleIPv4 + triple(0x03, Self.sum))
        #expect(try header(sent).client == sampleClient)
        for at in 16..<28 {
            var changed = sent
            changed[at] ^= 1
            #expect(throws: ProxyHeaderError.wrongChecksum) { try header(changed) }
        }
    }

    /// CRC32C of that header with zeros in this place, reckoned by a program that gives 0xE3069283 for `123456789`.
    private static let sum: [UInt8] = [0x4D, 0x3D, 0x37, 0xFA]
}
