import CrosswindServer
import Testing

@testable import CrosswindCLI

@Suite struct BindAddressTests {
    @Test(arguments: [
        ("127.0.0.1:80", BindAddress.tcp(host: "127.0.0.1", port: 80)),
        ("LocalHost", .tcp(host: "localhost", port: 8000)),
        ("[::1]:80", .tcp(host: "::1", port: 80)), ("[::]", .tcp(host: "::", port: 8000)),
        ("[fe80::1%eth0]:80", .tcp(host: "fe80::1%eth0", port: 80)), (":80", .tcp(host: "0.0.0.0", port: 80)),
        ("*:80", .tcp(host: "0.0.0.0", port: 80)), ("tcp://h:0", .tcp(host: "h", port: 0)),
        ("unix:/run/a.sock", .unix(path: "/run/a.sock")), ("unix:///run/a.sock", .unix(path: "/run/a.sock")),
        ("unix:a:b", .unix(path: "a:b")), ("fd://3", .descriptor(3)), ("h:65535", .tcp(host: "h", port: 65_535)),
    ])
    func reads(text: String, address: BindAddress) throws {
        #expect(try BindAddress.parse(text) == address)
    }

    @Test(arguments: [
        "", "8000", "h:", "h:65536", "h:-1", "h:+1", "h:1x", "::1:80", "::1", "[::1", "[::1]80", "[::1]:", "[]:80",
        "[h]:80", "a b:80", "a/b:80", "http://h:80", "unix:", "unix://", "unix:@abstract", "fd://", "fd://-1", "fd://x",
        "fd://99999999999", "tcp://", "h\n:80", "h:٣", "\u{e9}:80", "user@h:80", "[::1]]:80",
    ])
    func refuses(text: String) {
        #expect(throws: UsageError.self) { try BindAddress.parse(text) }
    }

    @Test func longPathsAreRefused() throws {
        #expect(try BindAddress.parse("unix:" + String(repeating: "x", count: 107)) != .descriptor(0))
        #expect(throws: UsageError.self) { try BindAddress.parse("unix:" + String(repeating: "x", count: 108)) }
        #expect(throws: UsageError.self) { try BindAddress.parse("unix:" + String(repeating: "é", count: 54)) }
    }

    @Test(arguments: ["127.0.0.1:80", "[::1]:80", "unix:/a", "fd://3"])
    func showsWhatItReads(text: String) throws {
        #expect("\(try BindAddress.parse(text))" == text)
    }

    @Test func aBarePortSaysWhatToWrite() {
        #expect(usageError("--bind", "8000").contains(":8000 for all"))
        #expect(usageError("--bind", "::1:80").contains("[::1]:8000"))
    }
}
