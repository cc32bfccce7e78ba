import Testing

@testable import CrosswindCompression

@Suite struct DecompressorTests {
    @Test(arguments: CompressorTests.formats)
    func byteByByte(format: CompressionFormat) throws {
        let plain = CompressorTests.text(3000)
        let packed = try Compression.compress(plain, format: format)
        var decompressor = try Decompressor(format: format, limit: 3000, blockSize: 64)
        for _ in 0..<2 {
            decompressor.begin()
            var read: [UInt8] = []
            for byte in packed { try decompressor.append([byte]) { read.append(contentsOf: $0) } }
            try decompressor.finish()
            #expect(read == plain)
        }
    }

    @Test(arguments: CompressorTests.formats)
    func everyCutIsTruncated(format: CompressionFormat) throws {
        let packed = try Compression.compress(CompressorTests.text(500), format: format)
        for count in 0..<packed.count {
            #expect(throws: CompressionError.truncated) {
                try Compression.decompress(Array(packed[..<count]), format: format, limit: 500)
            }
        }
    }

    @Test(arguments: CompressorTests.formats)
    func noChangedByteGoesUnseen(format: CompressionFormat) throws {
        let plain = CompressorTests.text(300)
        let packed = try Compression.compress(plain, format: format)
        // Of gzip's head, flags, time and system don't matter to the content.
        for index in packed.indices where format == .zlib || !(3..<10 ~= index) {
            var changed = packed
            changed[index] ^= 0x10
            let read = try? Compression.decompress(changed, format: format, limit: 100_000)
            #expect(read == nil || read == plain, "byte \(index)")
        }
    }

    @Test func limitIsExact() throws {
        for count in [0, 1, 63, 64, 65, 16_384, 100_000] {
            let packed = try Compression.compress([UInt8](repeating: 7, count: count))
            #expect(try Compression.decompress(packed, limit: count).count == count)
            #expect(try Compression.decompress(packed, limit: .max).count == count)
            guard count > 0 else { continue }
            #expect(throws: CompressionError.tooLarge) { try Compression.decompress(packed, limit: count - 1) }
        }
    }

    @Test func bombStopsAtItsLimit() throws {
        let bomb = try Compression.compress([UInt8](repeating: 0, count: 50_000_000), format: .gzip, level: 9)
        #expect(bomb.count < 60_000)
        var decompressor = try Decompressor(format: .gzip, limit: 100_000)
        var count = 0
        #expect(throws: CompressionError.tooLarge) { try decompressor.append(bomb) { count += $0.count } }
        #expect(count <= 100_000)
        // The message is lost, the decompressor isn't.
        #expect(throws: CompressionError.corrupt) { try decompressor.append(bomb) { count += $0.count } }
        #expect(throws: CompressionError.truncated) { try decompressor.finish() }
        decompressor.begin()
        let small = try Compression.compress(Array("small".utf8), format: .gzip)
        var read: [UInt8] = []
        try decompressor.append(small) { read.append(contentsOf: $0) }
        try decompressor.finish()
        #expect(read == Array("small".utf8))
    }

    /// RFC 1952 §2.2: members follow one another, and the limit is for all of them.
    @Test func gzipMembers() throws {
        let one = try Compression.compress(Array("one ".utf8), format: .gzip)
        let two = try Compression.compress(Array("two".utf8), format: .gzip)
        #expect(try Compression.decompress(one + two, format: .gzip, limit: 7) == Array("one two".utf8))
        #expect(throws: CompressionError.tooLarge) { try Compression.decompress(one + two, format: .gzip, limit: 6) }
        #expect(throws: CompressionError.truncated) {
            try Compression.decompress(one + two.dropLast(), format: .gzip, limit: 7)
        }
        #expect(throws: CompressionError.corrupt) {
            try Compression.decompress(one + [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], format: .gzip, limit: 7)
        }
    }

    @Test func nothingMayStandBehindZlib() throws {
        let packed = try Compression.compress(Array("one".utf8), format: .zlib)
        #expect(throws: CompressionError.trailingBytes) { try Compression.decompress(packed + [0], limit: 10) }
        #expect(throws: CompressionError.trailingBytes) { try Compression.decompress(packed + packed, limit: 10) }
    }

    @Test func oneFormatIsNotTheOther() throws {
        let gzip = try Compression.compress([1], format: .gzip)
        let zlib = try Compression.compress([1], format: .zlib)
        #expect(throws: CompressionError.corrupt) { try Compression.decompress(gzip, format: .zlib, limit: 10) }
        #expect(throws: CompressionError.corrupt) { try Compression.decompress(zlib, format: .gzip, limit: 10) }
    }

    /// A stream that asks for a dictionary (RFC 1950 FDICT) can't be read.
    @Test func presetDictionary() {
        #expect(throws: CompressionError.corrupt) {
            try Compression.decompress([0x78, 0xBB, 0, 0, 0, 1, 0x4B, 4, 0], limit: 10)
        }
    }
}
