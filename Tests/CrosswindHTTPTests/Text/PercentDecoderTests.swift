import CrosswindHTTP
import Testing

@Suite struct PercentDecoderTests {
    @Test(arguments: [
        ("", ""), ("/", "/"), ("/a%20b", "/a b"), ("%2F%2f", "//"), ("a+b", "a+b"), ("%41%zz%4", "A%zz%4"), ("%", "%"),
        ("%%41", "%A"), ("%2541", "%41"), ("%e9%C3%A9", "\u{E9}\u{C3}\u{A9}"), ("%00", "\u{0}"), ("100%", "100%"),
    ]) func decodesOnce(_ text: String, _ decoded: String) {
        var output = OutputBuffer()
        let bytes = Array(text.utf8)
        bytes.withUnsafeBytes { PercentDecoder.decode($0, into: &output) }
        #expect(String(latin1: output.bytes) == decoded)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { memory.deallocate() }
        let count = bytes.withUnsafeBytes { PercentDecoder.decode($0, into: memory) }
        #expect(String(latin1: memory[..<count]) == decoded)
        #expect(bytes.withUnsafeBytes { PercentDecoder.isNeeded($0) } == text.contains("%"))
    }

    @Test func appends() {
        var output = OutputBuffer()
        output.append("x")
        Array("%41".utf8).withUnsafeBytes { PercentDecoder.decode($0, into: &output) }
        #expect(String(latin1: output.bytes) == "xA")
    }
}
