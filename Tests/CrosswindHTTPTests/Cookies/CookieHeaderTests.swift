import CrosswindHTTP
import Testing

private func pairs(_ text: String) -> [String] { CookieHeader.parse(text).map { $0.name + "=" + $0.value } }

@Suite struct CookieHeaderTests {
    @Test(arguments: [
        ("a=1", ["a=1"]), ("a=1; b=2", ["a=1", "b=2"]), ("a=1;b=2", ["a=1", "b=2"]),
        (" a = 1 ; b=2 ; ", ["a=1", "b=2"]),
        ("a=", ["a="]), ("a=b=c", ["a=b=c"]), ("a=1; a=2", ["a=1", "a=2"]), ("", []), (";", []), ("; ;", []),
        ("a=1,b=2", ["a=1,b=2"]), ("a={\"x\":1}", ["a={\"x\":1}"]), ("a=x y", ["a=x y"]),
    ]) func parses(_ text: String, _ expected: [String]) {
        #expect(pairs(text) == expected)
    }

    /// A bad pair costs itself and nothing else.
    @Test(arguments: [
        "a=1; nonsense; b=2", "a=1; =x; b=2", "a=1; b[0]=x; b=2", "a=1; b c=x; b=2", "a=1; Path=/; b=2",
        "a=1; expires=never; b=2", "a=1; é=x; b=2", "a=1; $Version=\"\" x; b=2; @=1", "a=1; \"q\"=1; b=2",
        "a=1;\u{0}=1;b=2",
        "a=1; httponly; b=2; SameSite=None; Secure=1; Max-Age=3; Domain=d; Comment=c; Version=1; Partitioned=x",
    ]) func skipsBadPairs(_ text: String) {
        #expect(pairs(text).filter { !$0.hasPrefix("$") } == ["a=1", "b=2"])
    }

    @Test(arguments: [
        ("\"x\"", "x"), ("\"\"", ""), ("\"", "\""), ("\"x", "\"x"), ("\"a\\\"b\"", "a\"b"), ("\"a\\\\b\"", "a\\b"),
        ("\"a\\054b\"", "a,b"), ("\"a\\073b\"", "a;b"), ("\"\\303\\251\"", "\u{C3}\u{A9}"), ("\"\\400\"", "400"),
        ("\"\\05\"", "05"), ("\"\\\"", "\\"), ("\"\\x\"", "x"), ("'x'", "'x'"),
    ]) func unquotes(_ sent: String, _ value: String) {
        #expect(CookieHeader.parse("a=" + sent).map(\.value) == [value])
    }

    @Test func readsBytesAsTheyAre() {
        let bytes = Array("a=".utf8) + [0xC3, 0xA9, 0xFF] + Array("; b=1".utf8)
        let parsed = bytes.withUnsafeBytes { CookieHeader.parse($0) }
        #expect(parsed.map(\.value) == ["\u{C3}\u{A9}\u{FF}", "1"])
        #expect(CookieHeader.parse("a=\u{FF}€").map(\.value) == ["\u{FF}?"])
    }

    @Test func theLastOfANameCounts() {
        #expect(CookieHeader.morsels("a=1; b=2; a=3") == ["a": Morsel("a", "3"), "b": Morsel("b", "2")])
        let bytes = Array("a=1; b=\"2\"; a=3; bb=4".utf8)
        bytes.withUnsafeBytes { bytes in
            #expect(CookieHeader.value(of: "a", in: bytes) == "3")
            #expect(CookieHeader.value(of: "b", in: bytes) == "2")
            #expect(CookieHeader.value(of: "A", in: bytes) == nil)
            #expect(CookieHeader.value(of: "", in: bytes) == nil)
            #expect(CookieHeader.morsels(bytes).count == 3)
        }
    }
}
