import CrosswindCompression
import CrosswindSecurity

enum Packing {
    static let commands: [String: @Sendable (Arguments) async throws -> JSONValue] = [
        "compress": { it in
            latin1(
                try Compression.compress(
                    it.bytes("value"), format: format(it), level: Int(it.int("level") ?? 6)))
        },
        "decompress": { it in
            latin1(
                try Compression.decompress(
                    it.bytes("value"), format: format(it), limit: Int(it.int("limit") ?? 1 << 20)))
        },
        "json": { it in try it.value("value") },
    ]

    private static func format(_ it: Arguments) throws -> CompressionFormat {
        try it.text("format") == "gzip" ? .gzip : .zlib
    }
}
