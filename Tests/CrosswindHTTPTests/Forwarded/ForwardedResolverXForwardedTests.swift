import CrosswindHTTP
import Testing

@Suite struct ForwardedResolverXForwardedTests {
    private static func client(_ values: String..., trusted: [String] = ["127.0.0.1", "10.0.0.0/8"]) throws -> String? {
        try resolve(values.map { ("X-Forwarded-For", $0) }, trusted: trusted)?.address
    }

    @Test func nearestUntrustedHopWins() throws {
        #expect(try Self.client("192.0.2.1") == "192.0.2.1")
        #expect(try Self.client("6.6.6.6, 192.0.2.1") == "192.0.2.1")
        #expect(try Self.client("6.6.6.6, 192.0.2.1, 10.0.0.2,10.0.0.1") == "192.0.2.1")
        #expect(try Self.client("6.6.6.6", "192.0.2.1", "10.0.0.1") == "192.0.2.1")
        #expect(try Self.client("6.6.6.6, 192.0.2.1\t,  10.0.0.1", "") == "192.0.2.1")
    }

    @Test func allTrustedIsTheLeftmost() throws {
        #expect(try Self.client("10.0.0.3, 10.0.0.2, 127.0.0.1") == "10.0.0.3")
    }

    @Test func malformedEndsTheWalk() throws {
        #expect(try Self.client("192.0.2.1, unknown, 10.0.0.1") == "10.0.0.1")
        #expect(try Self.client("192.0.2.1, <script>, 10.0.0.1") == "10.0.0.1")
        #expect(try Self.client("6.6.6.6, 999.0.0.1") == nil)
        #expect(try Self.client("192.0.2.1, 127.1") == nil)
        #expect(try Self.client("") == nil)
        #expect(try Self.client(",,, ,") == nil)
        #expect(try Self.client("192.0.2.1,,") == "192.0.2.1")
    }

    @Test func starBelievesTheLastHopOnly() throws {
        #expect(try Self.client("6.6.6.6, 192.0.2.1", trusted: ["*"]) == "192.0.2.1")
        #expect(try Self.client("6.6.6.6, 192.0.2.1, 10.0.0.1", trusted: ["*", "10.0.0.0/8"]) == "192.0.2.1")
    }

    @Test func portsAndIPv6() throws {
        for (text, address, port) in [
            ("192.0.2.1:4711", "192.0.2.1", UInt16?(4711)), ("2001:db8::1", "2001:db8::1", nil),
            ("[2001:db8::1]", "2001:db8::1", nil), ("[2001:db8::1]:80", "2001:db8::1", 80),
            ("::ffff:192.0.2.1", "192.0.2.1", nil),
        ] {
            #expect(try resolve([("X-Forwarded-For", text)]) == Outcome(address: address, port: port), "\(text)")
        }
        for text in [
            "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "[2001:db8::1", "[192.0.2.1]", "[::1]x", "[::1]:x", "[]",
        ] {
            #expect(try Self.client(text) == nil, "\(text)")
        }
    }

    @Test func mappedHopsAreTrustedAsIPv4() throws {
        #expect(try Self.client("192.0.2.1, ::ffff:10.0.0.1") == "192.0.2.1")
    }

    private static func scheme(_ proto: String..., hops: String? = nil) throws -> ForwardedClient.Scheme? {
        let fields = proto.map { ("X-Forwarded-Proto", $0) } + (hops.map { [("X-Forwarded-For", $0)] } ?? [])
        return try resolve(fields)?.scheme
    }

    @Test func scheme() throws {
        #expect(try Self.scheme("https") == .https && Self.scheme("HTTP") == .http && Self.scheme("wss") == .https)
        for text in ["", "httpss", "ftp", "https;", "\"https\"", "on"] { #expect(try Self.scheme(text) == nil) }
    }

    /// A client that sends its own header in front of an appending proxy's must not choose the scheme.
    @Test func schemeOfTheRightHop() throws {
        #expect(try Self.scheme("https, http") == .http)
        #expect(try Self.scheme("https", "http") == .http)
        #expect(try Self.scheme("https, http", hops: "192.0.2.1") == .http)
        #expect(try Self.scheme("https, http", hops: "6.6.6.6, 192.0.2.1") == .http)
        #expect(try Self.scheme("https, http", hops: "192.0.2.1, 10.0.0.1") == .https)
        #expect(try Self.scheme("https, http", hops: "6.6.6.6, 192.0.2.1, 10.0.0.1") == .http)
        #expect(try Self.scheme("https", hops: "6.6.6.6, 192.0.2.1, 10.0.0.1") == .https)
    }

    @Test func hostAndPortByNameOnly() throws {
        let all: ForwardedHeaders = [.xForwarded, .xForwardedHost, .xForwardedPort]
        let fields = [
            ("X-Forwarded-Host", "example.org:8443"), ("X-Forwarded-Port", "8443"), ("X-Forwarded-For", "192.0.2.1"),
        ]
        #expect(
            try resolve(fields, headers: all)
                == Outcome(address: "192.0.2.1", host: "example.org:8443", hostPort: 8443))
        #expect(try resolve(fields) == Outcome(address: "192.0.2.1"))
        for host in [
            "", "a b", "a/b", "a@b", "a,b c", "a:", "a:0", "a:x", "[::1", "[x]", "é", "a\"",
            String(repeating: "a", count: 256),
        ] {
            #expect(try resolve([("X-Forwarded-Host", host)], headers: all)?.host == nil, "\(host)")
        }
        for host in ["a", "[::1]", "[::1]:80", "a_b.c-d:65535"] {
            #expect(try resolve([("X-Forwarded-Host", host)], headers: all)?.host == host)
        }
        for port in ["", "0", "65536", "+1", "80x", "000080"] {
            #expect(try resolve([("X-Forwarded-Port", port)], headers: all)?.hostPort == nil)
        }
    }

    @Test func longListsAreBounded() throws {
        let commas = String(repeating: ",", count: 1_000_000)
        #expect(try Self.client(commas + "192.0.2.1") == "192.0.2.1")
        #expect(try Self.client("192.0.2.1, " + String(repeating: "10.0.0.1,", count: 100_000)) == "10.0.0.1")
    }
}
