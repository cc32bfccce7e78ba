extension ProxyHeader {
    /// Reads the header that `bytes`, all that has come of a connection, begin with.
    ///
    /// Stateless: ask again with all bytes when more have come. Takes linear time in what is the header, and fails with the
    /// first byte that can't belong to one. Allocates nothing.
    ///
    /// - Returns: the header and its length in bytes, or nil when not all of it has come.
    public static func parse(
        _ bytes: UnsafeRawBufferPointer, versions: Versions = .either
    ) throws(ProxyHeaderError) -> (header: ProxyHeader, length: Int)? {
        let octets = Octets(bytes)
        guard octets.count > 0 else { return nil }
        switch (octets[0], versions) {
        case (UInt8(ascii: "P"), .either), (UInt8(ascii: "P"), .v1): return try ProxyHeaderText.parse(octets)
        case (0x0D, .either), (0x0D, .v2): return try ProxyHeaderBinary.parse(octets)
        default: throw .missing
        }
    }
}
