import Testing

@testable import CrosswindCLI

@Suite struct ByteSizeTests {
    @Test(arguments: [
        ("0", UInt64(0)), ("8190", 8190), ("8190b", 8190), ("1k", 1024), ("1K", 1024), ("512KiB", 524_288),
        ("10M", 10 << 20), ("1GiB", 1 << 30), ("1.5Mi", 1_572_864), ("2GB", 2_000_000_000), ("1kB", 1000),
        ("1T", 1 << 40),
    ])
    func reads(text: String, bytes: UInt64) throws {
        #expect(try ByteSize.parse(text) == bytes)
    }

    @Test(arguments: [
        "", "K", "-1", "1.5", "0.0001K", "1 K", "1KK", "1P", "1KiBi", "0x1", "1e3", "9999999999G", "٣", "K1", "1ib",
    ])
    func refuses(text: String) {
        #expect(throws: UsageError.self) { try ByteSize.parse(text) }
    }

    @Test func formats() {
        #expect(ByteSize.format(0) == "0" && ByteSize.format(1000) == "1000")
        #expect(ByteSize.format(512 << 10) == "512 KiB" && ByteSize.format(1 << 30) == "1 GiB")
    }
}
