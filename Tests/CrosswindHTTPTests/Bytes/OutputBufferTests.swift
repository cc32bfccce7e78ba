import CrosswindHTTP
import Testing

@Suite struct OutputBufferTests {
    @Test func growsAndKeepsWhatItHolds() {
        var output = OutputBuffer(capacity: 1)
        for count in 0..<100 {
            output.append("0123456789")
            #expect(output.count == 10 * (count + 1))
        }
        #expect(String(latin1: output.bytes) == String(repeating: "0123456789", count: 100))
    }

    @Test(arguments: [
        (0, "0", "0"), (9, "9", "9"), (10, "10", "a"), (255, "255", "ff"), (256, "256", "100"),
        (UInt64.max, "18446744073709551615", "ffffffffffffffff"),
    ])
    func writesNumbers(_ value: UInt64, _ decimal: String, _ hexadecimal: String) {
        var output = OutputBuffer()
        output.append(decimal: value)
        #expect(String(latin1: output.bytes) == decimal)
        output.clear()
        output.append(hexadecimal: value)
        #expect(String(latin1: output.bytes) == hexadecimal)
    }

    @Test func truncatesAndClears() {
        var output = OutputBuffer()
        output.append("abcdef")
        output.truncate(to: 3)
        output.append(UInt8(ascii: "x"))
        #expect(String(latin1: output.bytes) == "abcx")
        output.reserve(100_000)
        output.clear(keep: 4096)
        #expect(output.count == 0)
        #expect(output.capacity == 4096)
    }
}
