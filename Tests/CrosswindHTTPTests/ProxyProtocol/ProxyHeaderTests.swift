import CrosswindHTTP
import Testing

@Suite struct ProxyHeaderTests {
    static let whole: [[UInt8]] = [
        Array("PROXY TCP4 192.0.2.1 198.51.100.1 4711 443\r\n".utf8),
        Array("PROXY UNKNOWN ffff::1 whatever\r\n".utf8),
        Array("PROXY TCP6 2001:db8::1 2001:db8::2 4711 443\r\n".utf8),
        proxyHeader2(0x21, 0x11, sampleIPv4 + triple(0xEA, [1, 2, 3]) + triple(0x20, [1, 0, 0, 0, 0])),
        proxyHeader2(0x20, 0x00, []),
        proxyHeader2(0x21, 0x31, [UInt8](repeating: 0, count: 216)),
    ]

    /// Wherever the bytes are split, every part but the whole is "more", and what follows is not looked at.
    @Test(arguments: whole) func byteByByte(_ bytes: [UInt8]) throws {
        for count in 0..<bytes.count { #expect(try parseProxyHeader(Array(bytes[..<count])) == nil, "of \(count)") }
        let exact = try #require(try parseProxyHeader(bytes))
        let more = try #require(try parseProxyHeader(bytes + Array("GET / HTTP/1.1\r\n".utf8)))
        #expect(exact.length == bytes.count && more.length == bytes.count && exact.header == more.header)
    }

    @Test func somethingElse() {
        for text in ["G", "GET / HTTP/1.1\r\n", "PROXX", "\r\n\r\nG", "\0", "proxy TCP4"] {
            #expect(throws: ProxyHeaderError.missing) { try parseProxyHeader(Array(text.utf8)) }
        }
    }

    @Test func onlyTheVersionThatCounts() throws {
        let (text, binary) = (Self.whole[0], Self.whole[3])
        #expect(try parseProxyHeader(text, versions: .v1) != nil)
        #expect(try parseProxyHeader(binary, versions: .v2) != nil)
        #expect(throws: ProxyHeaderError.missing) { try parseProxyHeader(text, versions: .v2) }
        #expect(throws: ProxyHeaderError.missing) { try parseProxyHeader(binary, versions: .v1) }
    }

    /// Random changes of good headers: never a crash, never a length beyond what is there.
    @Test func changedBytes() {
        var generator = SystemRandomNumberGenerator()
        for round in 0..<5_000 {
            var bytes = Self.whole[round % Self.whole.count]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: at)
                default: if bytes.count > 1 { bytes.remove(at: at) }
                }
            }
            if let parsed = try? parseProxyHeader(bytes) {
                #expect(parsed.length > 0 && parsed.length <= min(bytes.count, ProxyHeader.longest), "\(bytes)")
            }
        }
    }
}
