import CrosswindHTTP
import Testing

@Suite struct ByteSpanTests {
    @Test func isARange() {
        #expect(ByteSpan(start: 3, count: 4).range == 3..<7)
        #expect(ByteSpan.empty.isEmpty)
        #expect(ByteSpan(start: .max, count: .max).range.upperBound == 2 * Int(UInt32.max))
    }

    @Test func isEightBytes() { #expect(MemoryLayout<ByteSpan>.size == 8) }
}
