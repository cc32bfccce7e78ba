import CrosswindHTTP
import Testing

@Suite struct ProxyHeaderTextTests {
    @Test func addresses() throws {
        let four = try #require(try parseProxyHeader(Array("PROXY TCP4 192.0.2.1 198.51.100.1 4711 443\r\n".utf8)))
        #expect(four.header == ProxyHeader(sampleClient))
        let six = try #require(try parseProxyHeader(Array("PROXY TCP6 2001:db8::1 ::1 0 65535\r\n".utf8)))
        let source = ProxyHeader.Endpoint(try #require(IPAddress("2001:db8::1")), port: 0)
        let destination = ProxyHeader.Endpoint(try #require(IPAddress("::1")), port: 65_535)
        #expect(six.header == ProxyHeader(.network(source, to: destination)))
    }

    @Test func unknown() throws {
        for text in ["PROXY UNKNOWN\r\n", "PROXY UNKNOWN 1 2 3 4\r\n"] {
            #expect(try parseProxyHeader(Array(text.utf8))?.header == ProxyHeader(.unknown))
        }
    }

    @Test(arguments: [
        "PROXY TCP4 192.0.2.1 198.51.100.1 4711\r\n", "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443 \r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443 1\r\n", "PROXY TCP4  192.0.2.1 198.51.100.1 4711 443\r\n",
        "PROXY TCP4 192.0.2.256 198.51.100.1 4711 443\r\n", "PROXY TCP4 ::1 198.51.100.1 4711 443\r\n",
        "PROXY TCP6 192.0.2.1 198.51.100.1 4711 443\r\n", "PROXY TCP4 192.0.2.1 198.51.100.1 04711 443\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.1 65536 443\r\n", "PROXY TCP4 192.0.2.1 198.51.100.1 -1 443\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.1  443\r\n", "PROXY UDP4 192.0.2.1 198.51.100.1 1 443\r\n", "PROXY \r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.1 4711 443\n", "PROXY \n", "PROXY UNKNOWNS\r\n", "PROXY TCP4\r\n",
    ]) func malformed(_ text: String) {
        #expect(throws: ProxyHeaderError.malformed) { try parseProxyHeader(Array(text.utf8)) }
    }

    /// 107 bytes are the most, the end with them.
    @Test func length() throws {
        let longest = "PROXY UNKNOWN " + String(repeating: "x", count: 91)
        #expect(try parseProxyHeader(Array((longest + "\r\n").utf8))?.length == 107)
        #expect(try parseProxyHeader(Array((longest + "x").utf8)) == nil)
        #expect(throws: ProxyHeaderError.tooLong) { try parseProxyHeader(Array((longest + "x\r\n").utf8)) }
        #expect(throws: ProxyHeaderError.tooLong) { try parseProxyHeader(Array((longest + "xx").utf8)) }
    }
}
