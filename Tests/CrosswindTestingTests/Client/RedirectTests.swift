import Testing

@testable import CrosswindTesting

@Suite struct RedirectTests {
    @Test(
        "Where a Location leads (RFC 3986 §5.4)",
        arguments: [
            ("/c", "/c"), ("c", "/a/c"), ("c/d?e", "/a/c/d?e"), ("?q", "/a/b?q"), ("", "/a/b?x"), ("#f", "/a/b?x"),
            ("/c#f", "/c"), ("../c", "/c"), ("../../c", "/c"), ("./c", "/a/c"), ("/c/./d/../e", "/c/e"), ("/c/..", "/"),
            ("..", "/"), (".", "/a/"), ("/c?d/../e", "/c?d/../e"), ("http://Host:80/c", "/c"), ("HTTPS://host:80", "/"),
            ("http://host:80?q", "/?q"), ("http://host/c", nil), ("http://foe/", nil), ("//foe/c", nil),
            ("//host:80/c", nil), ("mailto:a@b", nil), ("javascript:1", nil), ("c:d", nil), ("/c:d", "/c:d"),
        ] as [(String, String?)])
    func targets(_ location: String, _ target: String?) {
        #expect(Redirect.target(location, from: "/a/b?x", host: "host:80") == target)
    }
}
