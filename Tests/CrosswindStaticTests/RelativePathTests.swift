import Testing

@testable import CrosswindStatic

@Suite struct RelativePathTests {
    private func decoded(_ text: String) -> String? { Array(text.utf8).withUnsafeBytes { RelativePath.decode($0) } }

    @Test func served() {
        #expect(decoded("a.js") == "a.js")
        #expect(decoded("css/a%20b%2Fc.css") == "css/a b/c.css")
        #expect(decoded("caf%C3%A9") == "caf\u{E9}")
        #expect(decoded("a..b/c.") == "a..b/c.")
        #expect(decoded(".well-known/security.txt") == ".well-known/security.txt")
        // Not whole, hence no escape.
        #expect(decoded("100%") == "100%")
    }

    @Test(arguments: [
        "", "/", "a/", "/a", "a//b", ".", "..", "../a", "a/../b", "a/./b", "%2e%2e/a", "..%2fa", "a/%2e%2e/b", ".env",
        "a/.git/config", ".well-known", "a/.well-known/b", ".well-knownx/a", "a%00b", "%FF", "a%2F", "%2Fetc/passwd",
    ]) func refused(_ text: String) { #expect(decoded(text) == nil) }

    @Test func length() {
        #expect(decoded(String(repeating: "a", count: 4096)) != nil)
        #expect(decoded(String(repeating: "a", count: 4097)) == nil)
    }
}
