import Testing

@testable import CrosswindSecurity

@Suite struct XSRFTokenTests {
    @Test func masksAnew() throws {
        let token = XSRFToken.make(at: 1_300_000_000)
        #expect(token.version == nil)
        let one = token.encoded()
        let other = token.encoded()
        #expect(one != other)
        #expect(one.hasPrefix("2|") && one.hasSuffix("|1300000000"))
        #expect(one.utf8.count == 2 + 8 + 1 + 32 + 1 + 10)
        let read = try #require(XSRFToken(decoding: one))
        #expect(read.version == 2)
        #expect(read.timestamp == 1_300_000_000)
        #expect(token.matches(read))
        #expect(token.matches(submitted: other))
        #expect(!XSRFToken.make().matches(token))
    }

    @Test func version1IsPlain() throws {
        let token = try #require(XSRFToken(decoding: "68656c6c6f", at: 7))
        #expect(token.version == 1)
        #expect(token.timestamp == 7)
        #expect(token.token == Array("hello".utf8))
        #expect(token.encoded(version: 1) == "68656c6c6f")
        #expect(token.matches(submitted: token.encoded()))
        // Before hexadecimal it was any text.
        let oldest = try #require(XSRFToken(decoding: "f3d9-4c"))
        #expect(oldest.matches(submitted: oldest.encoded()))
    }

    /// By Tornado 6.5, of the bytes 0 to 15.
    @Test func readsTornados() throws {
        let token = try #require(XSRFToken(decoding: "2|01020304|0103010705070503090b090f0d0f0d0b|1300000000"))
        #expect(token.token == Array(0..<16))
    }

    @Test(arguments: [
        "", "2|", "2||||", "2|01020304||1", "2|0102030|aa|1", "2|01020304|aa", "2|01020304|aa|1|", "2|01020304|ag|1",
        "2|01020304|aa|", "2|01020304|aa|x", "2|01020304|aa|-1", "2||aa|1", "3|01020304|aa|1", "1|aa",
        "22|01020304|aa|1",
        "2|01020304|aa|1111111111111111111111",
    ])
    func hostile(text: String) {
        #expect(XSRFToken(decoding: text) == nil)
        #expect(!XSRFToken.make().matches(submitted: text))
    }

    @Test func shorterIsNoMatch() throws {
        let token = XSRFToken.make()
        let plain = token.encoded(version: 1)
        #expect(token.matches(submitted: plain))
        #expect(!token.matches(submitted: String(plain.dropLast(2))))
        #expect(!token.matches(submitted: plain + "00"))
    }
}
