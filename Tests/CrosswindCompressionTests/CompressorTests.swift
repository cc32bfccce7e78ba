import Testing

@testable import CrosswindCompression

@Suite struct CompressorTests {
    /// Bytes that compress, but not to nothing.
    static func text(_ count: Int) -> [UInt8] {
        var state: UInt32 = 1
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(97 + (state >> 24) % 7)
        }
    }

    static let formats: [CompressionFormat] = [.gzip, .zlib]

    @Test(arguments: formats, [0, 1, 63, 64, 65, 16_383, 16_384, 300_000])
    func comesBack(format: CompressionFormat, count: Int) throws {
        let plain = Self.text(count)
        let packed = try Compression.compress(plain, format: format)
        #expect(try Compression.decompress(packed, format: format, limit: count) == plain)
        if count > 1000 { #expect(packed.count < count / 2) }
    }

    @Test func levels() throws {
        let plain = Self.text(100_000)
        let stored = try Compression.compress(plain, level: 0)
        let quick = try Compression.compress(plain, level: 1)
        let small = try Compression.compress(plain, level: 9)
        #expect(stored.count > plain.count && quick.count < plain.count && small.count < quick.count)
        for packed in [stored, quick, small] {
            #expect(try Compression.decompress(packed, limit: plain.count) == plain)
        }
    }

    @Test func flushedBytesCanBeReadAtOnce() throws {
        var compressor = try Compressor(format: .gzip)
        var decompressor = try Decompressor(format: .gzip, limit: 1000)
        var read: [UInt8] = []
        for word in ["first ", "second ", "third"] {
            var sent: [UInt8] = []
            compressor.append(Array(word.utf8)) { sent.append(contentsOf: $0) }
            compressor.flush { sent.append(contentsOf: $0) }
            try decompressor.append(sent) { read.append(contentsOf: $0) }
            #expect(String(decoding: read, as: UTF8.self).hasSuffix(word))
        }
        var sent: [UInt8] = []
        compressor.finish { sent.append(contentsOf: $0) }
        try decompressor.append(sent) { read.append(contentsOf: $0) }
        try decompressor.finish()
        #expect(String(decoding: read, as: UTF8.self) == "first second third")
    }

    @Test(arguments: [64, 65, 100, 16_384])
    func piecesAreNeverLargerThanTheBlock(blockSize: Int) throws {
        let plain = Self.text(50_000)
        var compressor = try Compressor(format: .zlib, blockSize: blockSize)
        var packed: [UInt8] = []
        for start in stride(from: 0, to: plain.count, by: 777) {
            compressor.append(Array(plain[start..<min(start + 777, plain.count)])) {
                #expect(1...blockSize ~= $0.count)
                packed.append(contentsOf: $0)
            }
            if start.isMultiple(of: 5) { compressor.flush { packed.append(contentsOf: $0) } }
        }
        compressor.finish { packed.append(contentsOf: $0) }
        #expect(try Compression.decompress(packed, limit: plain.count) == plain)
    }

    @Test func isUsedAgain() throws {
        var compressor = try Compressor(format: .gzip)
        var outputs: [[UInt8]] = []
        for _ in 0..<3 {
            var packed: [UInt8] = []
            compressor.begin()
            compressor.append(Self.text(5000)) { packed.append(contentsOf: $0) }
            compressor.finish { packed.append(contentsOf: $0) }
            outputs.append(packed)
        }
        #expect(outputs[0] == outputs[1] && outputs[1] == outputs[2])
        // A message that was given up leaves nothing to the next.
        compressor.begin()
        compressor.append(Array("given up".utf8)) { _ in }
        compressor.flush { _ in }
        compressor.begin()
        var packed: [UInt8] = []
        compressor.append(Self.text(5000)) { packed.append(contentsOf: $0) }
        compressor.finish { packed.append(contentsOf: $0) }
        #expect(packed == outputs[0])
    }

    @Test func anEmptyMessageIsOne() throws {
        for format in Self.formats {
            let packed = try Compression.compress([], format: format)
            #expect(!packed.isEmpty)
            #expect(try Compression.decompress(packed, format: format, limit: 0) == [])
        }
    }

    /// RFC 1952: no name and no time, so that equal pages have equal bytes, and equal ETags.
    @Test func gzipHeadIsBare() throws {
        let packed = try Compression.compress(Array("x".utf8), format: .gzip)
        #expect(packed.prefix(8) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
    }
}
