/// What the type-length-value triples of a version 2 header say that matters here; the others are skipped.
struct ProxyHeaderTriples {
    /// Whether the client spoke TLS; nil without `PP2_TYPE_SSL`.
    private(set) var isSecure: Bool?

    private static let checksum: UInt8 = 0x03  // PP2_TYPE_CRC32C
    private static let tls: UInt8 = 0x20  // PP2_TYPE_SSL

    /// Reads the triples from `start` up to `end`, the header's end, and verifies its checksum if there is one.
    init(_ octets: Octets, from start: Int, to end: Int) throws(ProxyHeaderError) {
        var at = start
        while at < end {
            guard end - at >= 3 else { throw .malformed }
            let value = at + 3
            let length = octets.number16(at: at + 1)
            guard length <= end - value else { throw .malformed }
            switch octets[at] {
            case Self.checksum:
                guard length == 4 else { throw .malformed }
                let said = UInt32(octets.number16(at: value)) << 16 | UInt32(octets.number16(at: value + 2))
                guard Self.crc32c(octets, to: end, without: value) == said else { throw .wrongChecksum }
            case Self.tls:
                // A byte of flags, four of how the client's certificate was verified, then triples of its own.
                guard length >= 5 else { throw .malformed }
                isSecure = octets[value] & 0x01 != 0  // PP2_CLIENT_SSL
            default: break
            }
            at = value + length
        }
    }

    /// The CRC32C (RFC 3720 §12.1) of the first `end` bytes, with four zeros in the place of itself. Bit by bit, as a header
    /// has some hundred bytes once a connection.
    static func crc32c(_ octets: Octets, to end: Int, without itself: Int) -> UInt32 {
        var sum: UInt32 = .max
        for at in 0..<end {
            sum ^= at >= itself && at < itself + 4 ? 0 : UInt32(octets[at])
            for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0x82F6_3B78 : 0) }
        }
        return ~sum
    }
}
