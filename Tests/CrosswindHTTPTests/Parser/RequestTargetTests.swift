import CrosswindHTTP
import Testing

private func target(_ target: String, method: String = "GET") -> Result<Transcript.Message, HTTPParseError> {
    request("\(method) \(target) HTTP/1.1\r\nHost: field:81\r\n\r\n")
}

private func error(_ text: String, method: String = "GET") -> HTTPParseError? {
    if case .failure(let error) = target(text, method: method) { error } else { nil }
}

@Suite struct RequestTargetTests {
    @Test(arguments: [
        ("/", "/", "", false), ("/?", "/", "", true), ("/a?b?c", "/a", "b?c", true), ("//a//b", "//a//b", "", false),
        ("/%2F%e9%", "/%2F%e9%", "", false), ("/a?%zz&%4", "/a", "%zz&%4", true),
        ("/?a=\"|{}<>^`\\", "/", "a=\"|{}<>^`\\", true),
        (
            "/a-path-of-more-than-sixteen-bytes?and=a-query-of-as-many", "/a-path-of-more-than-sixteen-bytes",
            "and=a-query-of-as-many", true
        ),
        ("/..;/x", "/..;/x", "", false), ("/%0", "/%0", "", false), ("/%", "/%", "", false),
    ]) func splitsTheOriginForm(_ text: String, _ path: String, _ query: String, _ hasQuery: Bool) throws {
        let message = try target(text).get()
        #expect(message.target == text)
        #expect(message.path == path)
        #expect(message.query == query)
        #expect(message.hasQuery == hasQuery)
        #expect(message.form == .origin)
        #expect(message.host == "field")
        #expect(message.port == 81)
    }

    @Test func keepsBytesBeyondASCII() throws {
        let message = try target("/é").get()
        #expect(message.path == "/\u{C3}\u{A9}")
    }

    @Test(arguments: [
        "/#", "/a#b", "/a?b#c", "/%00", "/a%00b", "/?%00", "/a\u{1}b", "/\u{7F}", "/a\tb", "/a\rb", "a", "?a",
        "s://]ufd/:", "ftp://a/", "http:/a", "http:a", "https",
    ])
    func refuses(_ text: String) {
        #expect(error(text) == .invalidTarget)
    }

    @Test(arguments: [
        ("http://h/p?q", "h", 0, "/p", "q"), ("HTTPS://h:8080/", "h", 8080, "/", ""), ("http://h", "h", 0, "/", ""),
        ("http://h?q", "h", 0, "/", "q"), ("http://[::1]:80/x", "::1", 80, "/x", ""), ("http://h:/", "h", 0, "/", ""),
    ]) func letsTheAbsoluteFormOverrideHost(
        _ text: String, _ host: String, _ port: Int, _ path: String, _ query: String
    )
        throws
    {
        let message = try target(text).get()
        #expect(message.form == .absolute)
        #expect(message.target == text)
        #expect(message.host == host)
        #expect(Int(message.port) == port)
        #expect(message.path == path)
        #expect(message.query == query)
    }

    @Test(arguments: [
        "http:///a", "http://", "http://u:p@h/", "http://h:x/", "http://h:99999/", "http://h#f", "http://[::1/",
    ])
    func refusesBadAuthorities(_ text: String) {
        #expect(error(text) == .invalidHost || (text == "http://" && error(text) == .invalidTarget))
    }

    @Test func wantsAValidHostBesidesTheAbsoluteForm() {
        #expect(refusal("GET http://h/ HTTP/1.1\r\n\r\n") == .missingHost)
        #expect(refusal("GET http://h/ HTTP/1.1\r\nHost: a b\r\n\r\n") == .invalidHost)
    }

    @Test func allowsTheAsteriskForOptionsOnly() throws {
        let message = try target("*", method: "OPTIONS").get()
        #expect(message.form == .asterisk)
        #expect(message.path == "*")
        #expect(error("*") == .invalidTarget)
        #expect(error("**", method: "OPTIONS") == .invalidTarget)
    }

    @Test func allowsTheAuthorityForConnectOnly() throws {
        let message = try target("[::1]:443", method: "CONNECT").get()
        #expect(message.form == .authority)
        #expect(message.path == "")
        #expect(message.host == "::1")
        #expect(message.port == 443)
        #expect(error("a:443") == .invalidTarget)
        for text in ["a", "a:", ":443", "/", "http://a/", "*"] {
            #expect(error(text, method: "CONNECT") == .invalidHost)
        }
    }
}
