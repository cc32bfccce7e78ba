import Testing

@testable import CrosswindHosted

@Suite struct PathQuotingTests {
    private func quote(_ text: String) -> String? {
        Array(text.utf8).withUnsafeBytes { PathQuoting.quote(latin1: $0) }
    }

    @Test func unreservedAndSlashesStay() {
        let plain = "/AZaz09-._~/"
        #expect(quote(plain) == plain)
        #expect(plain.utf8.allSatisfy { PathQuoting.isPlain($0) })
    }

    /// Each code point up to U+00FF stands for the byte of its number.
    @Test(arguments: [
        (" ", "%20"), ("%", "%25"), ("?", "%3F"), ("\u{0}", "%00"), ("\u{7F}", "%7F"), ("\u{80}", "%80"),
        ("\u{BF}", "%BF"), ("\u{C0}", "%C0"), ("\u{FF}", "%FF"), ("\u{C3}\u{A9}", "%C3%A9"),
    ])
    func bytes(_ text: String, _ quoted: String) { #expect(quote(text) == quoted) }

    @Test func noByte() {
        #expect(quote("/a\u{100}") == nil)
        #expect(quote("/\u{1F600}") == nil)
    }

    @Test func everyByte() {
        for byte in UInt8.min...UInt8.max {
            let quoted = quote(String(Unicode.Scalar(byte)))
            let hex = (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            #expect(quoted == (PathQuoting.isPlain(byte) ? String(Unicode.Scalar(byte)) : "%" + hex))
        }
    }
}
