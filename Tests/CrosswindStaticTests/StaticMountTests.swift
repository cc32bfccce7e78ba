import Testing

@testable import CrosswindStatic

@Suite struct StaticMountTests {
    private func count(_ prefix: String, _ path: String) throws -> Int? {
        let mount = try StaticMount(prefix: prefix, directory: "/")
        return Array(path.utf8).withUnsafeBytes { mount.prefixCount(of: $0) }
    }

    @Test func prefixes() throws {
        for prefix in ["/static", "/static/", "//static//"] {
            #expect(try StaticMount(prefix: prefix, directory: "/").prefix == "/static/")
        }
        #expect(try StaticMount(prefix: "/", directory: "/").prefix == "/")
        #expect(try count("/static", "/static/a") == 8)
        #expect(try count("/static", "/static/") == nil)
        #expect(try count("/static", "/staticx/a") == nil)
        #expect(try count("/static", "/") == nil)
        #expect(try count("/", "/favicon.ico") == 1)
        #expect(try count("/", "/") == nil)
    }

    @Test(arguments: ["", "static", "/a b", "/a%20b", "/../a", "/./a", "/a?b", "/\u{E9}"])
    func noPrefix(_ prefix: String) {
        #expect { try StaticMount(prefix: prefix, directory: "/") } throws: { "\($0)".contains("/static") }
    }

    @Test func noDirectory() {
        for directory in ["/nowhere/at/all", "/etc/passwd"] {
            #expect { try StaticMount(prefix: "/", directory: directory) } throws: { "\($0)".contains("no directory") }
        }
    }
}
