internal import CrosswindCompression

// Django and itsdangerous put JSON into a signature in the same way: URL-safe base64, and where zlib makes it shorter,
// a dot and the compressed bytes. The signature covers the dot, and is verified first; the limit is there because a
// secret that leaked should cost its owner sessions and not memory too.

enum SignedPayload {
    static func encode(_ bytes: [UInt8], compress: Bool) -> [UInt8] {
        guard compress, let small = try? Compression.compress(bytes, format: .zlib), small.count < bytes.count - 1
        else {
            return Base64.urlSafe.encode(bytes)
        }
        return [46] + Base64.urlSafe.encode(small)
    }

    static func decode(_ text: ArraySlice<UInt8>, limit: Int) throws(SecurityError) -> [UInt8] {
        let isCompressed = text.first == 46
        guard let bytes = Base64.urlSafe.decode(isCompressed ? text.dropFirst() : text) else { throw .badPayload }
        guard isCompressed else {
            guard bytes.count <= limit else { throw .payloadTooLarge }
            return bytes
        }
        do throws(CompressionError) {
            return try Compression.decompress(bytes, format: .zlib, limit: limit)
        } catch {
            throw error == .tooLarge ? .payloadTooLarge : .badPayload
        }
    }
}
