import CrosswindHTTP
import Testing

@Suite struct TrustedProxiesTests {
    private static func peer(_ text: String) throws -> TrustedProxies.Peer { .address(try #require(IPAddress(text))) }

    @Test func addressesAndNetworks() throws {
        let proxies = try TrustedProxies(["127.0.0.1", "10.0.0.0/8", "2001:db8::/33", "::1", "192.0.2.128/25"])
        for text in ["127.0.0.1", "10.255.0.1", "::ffff:10.1.1.1", "2001:db8:7fff::1", "::1", "192.0.2.129"] {
            #expect(proxies.trusts(try Self.peer(text)), "\(text)")
        }
        for text in ["127.0.0.2", "11.0.0.1", "9.255.255.255", "2001:db8:8000::1", "::2", "192.0.2.127", "::a00:1"] {
            #expect(!proxies.trusts(try Self.peer(text)), "\(text)")
        }
        #expect(!proxies.trusts(.unix))
    }

    @Test func mappedListEntriesAreTheIPv4Ones() throws {
        let proxies = try TrustedProxies(["::ffff:10.0.0.1", "::ffff:192.0.2.0/120"])
        #expect(try proxies.trusts(Self.peer("10.0.0.1")) && proxies.trusts(Self.peer("192.0.2.7")))
        #expect(!proxies.trusts(try Self.peer("192.0.3.7")))
    }

    @Test func everybodyByNetwork() throws {
        #expect(try TrustedProxies(["0.0.0.0/0"]).trusts(try Self.peer("1.2.3.4")))
        #expect(try !TrustedProxies(["0.0.0.0/0"]).trusts(try Self.peer("2001:db8::1")))
        #expect(try TrustedProxies(["::/0"]).trusts(try Self.peer("2001:db8::1")))
    }

    @Test func starTrustsPeersButNoFurtherHops() throws {
        let proxies = try TrustedProxies(["*"])
        let address = try #require(IPAddress("1.2.3.4"))
        #expect(proxies.trusts(.unix) && proxies.trusts(.address(address)) && !proxies.trustsHop(address))
    }

    @Test func unixAndNobody() throws {
        #expect(try TrustedProxies(["unix"]).trusts(.unix))
        #expect(try !TrustedProxies(["unix"]).trusts(try Self.peer("127.0.0.1")))
        #expect(try TrustedProxies([]) == .none)
        #expect(!TrustedProxies.none.trusts(.unix))
        #expect(try TrustedProxies([""]) == .none)
    }

    @Test(arguments: [
        "proxy", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/8/8", "/8", "10.0.0.0/-1", "10.0.0.0/+8",
        "10.0.0.0/0x8",
        "10.0.0.0/255.0.0.0", "10.0.0.1/8", "2001:db8::1/32", "[::1]", "127.0.0.1:80", " 10.0.0.1", "**", "10.*",
        "unix:/x",
    ])
    func refuses(text: String) {
        #expect(throws: TrustedProxies.ParseError.self) { try TrustedProxies(["::1", text]) }
    }

    @Test func hostBitsNameTheNetwork() {
        do {
            _ = try TrustedProxies(["10.0.0.1/8"])
            Issue.record("no error")
        } catch {
            #expect(error.description.contains("write 10.0.0.0/8"))
        }
    }
}
