/// Deflating and inflating what is in memory as a whole.
public enum Compression {
    /// `bytes` compressed.
    ///
    /// - Parameters:
    ///   - bytes: All of them.
    ///   - format: gzip or zlib.
    ///   - level: 0 (stored) to 9 (smallest).
    /// - Throws: `CompressionError.outOfMemory`.
    public static func compress(
        _ bytes: [UInt8], format: CompressionFormat = .zlib, level: Int = 6
    ) throws(CompressionError) -> [UInt8] {
        var compressor = try Compressor(format: format, level: level, blockSize: min(16_384, bytes.count + 64))
        var output: [UInt8] = []
        compressor.append(bytes) { output.append(contentsOf: $0) }
        compressor.finish { output.append(contentsOf: $0) }
        return output
    }

    /// What `bytes` were before they were compressed.
    ///
    /// - Parameters:
    ///   - bytes: All of them.
    ///   - format: gzip or zlib.
    ///   - limit: Bytes of output, at most; inflating stops there.
    /// - Throws: `CompressionError.corrupt`, `.truncated`, `.tooLarge`, `.trailingBytes`.
    public static func decompress(
        _ bytes: [UInt8], format: CompressionFormat = .zlib, limit: Int
    ) throws(CompressionError) -> [UInt8] {
        var decompressor = try Decompressor(format: format, limit: limit)
        var output: [UInt8] = []
        try decompressor.append(bytes) { output.append(contentsOf: $0) }
        try decompressor.finish()
        return output
    }
}
