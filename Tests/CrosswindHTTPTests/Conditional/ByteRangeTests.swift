import CrosswindHTTP
import Testing

@Suite struct ByteRangeTests {
    @Test(arguments: [
        ("bytes=0-0", ByteRange.Selection.partial(0..<1)), ("bytes=0-4", .partial(0..<5)),
        ("bytes=5-", .partial(5..<10)),
        ("bytes=-3", .partial(7..<10)), ("bytes=9-9", .partial(9..<10)), ("bytes=5-100", .partial(5..<10)),
        ("Bytes = 1 - 2 ", .partial(1..<3)), ("bytes=0-", .whole), ("bytes=0-9", .whole), ("bytes=-10", .whole),
        ("bytes=-11", .whole), ("bytes=0-99999999999999999999999", .whole), ("bytes=10-", .unsatisfiable),
        ("bytes=10-20", .unsatisfiable), ("bytes=5-4", .unsatisfiable), ("bytes=-0", .unsatisfiable),
        ("bytes=99999999999999999999999-", .unsatisfiable), ("bytes=0-1,3-4", .whole), ("bytes=-", .whole),
        ("bytes=", .whole),
        ("bytes", .whole), ("", .whole), ("items=0-1", .whole), ("bytes=a-b", .whole), ("bytes=+1-2", .whole),
        ("bytes=--1", .whole), ("bytes=1-2-3", .whole), ("bytes=0x1-2", .whole),
    ]) func selects(_ text: String, _ selection: ByteRange.Selection) {
        #expect(ByteRange.select(text, size: 10) == selection)
    }

    @Test func nothingCannotBeCut() {
        #expect(ByteRange.select(nil, size: 0) == .whole)
        for text in ["bytes=0-", "bytes=0-0", "bytes=-1"] { #expect(ByteRange.select(text, size: 0) == .unsatisfiable) }
    }

    @Test func writesContentRange() {
        #expect(ByteRange.contentRange(0..<100, size: 1000) == "bytes 0-99/1000")
        #expect(ByteRange.unsatisfied(size: 1000) == "bytes */1000")
    }
}
