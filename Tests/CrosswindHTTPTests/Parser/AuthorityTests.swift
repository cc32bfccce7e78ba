import CrosswindHTTP
import Testing

private func host(_ value: String) -> Result<Transcript.Message, HTTPParseError> {
    request("GET / HTTP/1.1\r\nHost: \(value)\r\n\r\n")
}

@Suite struct AuthorityTests {
    @Test(arguments: [
        ("example.com", "example.com", 0), ("example.com:", "example.com", 0), ("a_b-c.d:65535", "a_b-c.d", 65535),
        ("0.0.0.0=5000", "0.0.0.0=5000", 0), ("127.0.0.1:0080", "127.0.0.1", 80), ("[::1]", "::1", 0),
        ("[::1]:8080", "::1", 8080), ("[::]", "::", 0), ("[1:2:3:4:5:6:7:8]", "1:2:3:4:5:6:7:8", 0),
        ("[::ffff:1.2.3.4]:1", "::ffff:1.2.3.4", 1), ("[1:2:3:4:5:6:1.2.3.4]", "1:2:3:4:5:6:1.2.3.4", 0),
        ("[fe80::aBcD]", "fe80::aBcD", 0), ("[1::]", "1::", 0), ("", "", 0),
        ("a-name-of-more-than-sixteen-bytes.example:1", "a-name-of-more-than-sixteen-bytes.example", 1),
    ]) func splits(_ value: String, _ name: String, _ port: Int) throws {
        let message = try host(value).get()
        #expect(message.host == name)
        #expect(Int(message.port) == port)
    }

    @Test(arguments: [
        "foo:abc", "foo:-1", "foo:+1", "foo:0", "foo:65536", "foo:99999999999999999999", "foo:80:80", ":80", "a b",
        "a/b",
        "a@b", "u:p@b", "a%41", "a\"b", "é", "a,b", "<a>", "[", "[]", "[::1", "[::1]x", "[::1]:x", "[1:2:3]", "::1",
        "[1:2:3:4:5:6:7:8:9]", "[::1::]", "[12345::]", "[::1.2.3]", "[::1.2.3.256]", "[::1.2.3.4.5]", "[::g]",
        "[1:2:3:4:5:6:7:1.2.3.4]", "[:1::]", "[1:]", "[fe80::1%25eth0]", "[v1.a]", "[1:2:3:4:5:6:7::8]",
    ]) func refuses(_ value: String) {
        // The comma is a sub-delim of RFC 3986, so that one is a host.
        let expected: HTTPParseError? = value == "a,b" ? nil : .invalidHost
        #expect(refusal("GET / HTTP/1.1\r\nHost: \(value)\r\n\r\n") == expected)
    }

    @Test func isNeededOnceInHTTP11() {
        #expect(refusal("GET / HTTP/1.1\r\n\r\n") == .missingHost)
        #expect(refusal("GET / HTTP/1.0\r\n\r\n") == nil)
        #expect(refusal("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n") == .repeatedHost)
        #expect(refusal("GET / HTTP/1.0\r\nHost: a\r\nhost: b\r\n\r\n") == .repeatedHost)
    }
}
