/// An IPv4 or IPv6 address in 16 bytes.
///
/// IPv4 is kept in its mapped form (`::ffff:192.0.2.1`), so that a client that reaches a dual-stack socket over IPv4 is
/// the same address as everywhere else: a trust list can't be missed by spelling. Scope ids are not kept.
public struct IPAddress: Sendable, Hashable {
    /// The first eight bytes, the first byte on the wire highest.
    public let high: UInt64
    /// The last eight bytes.
    public let low: UInt64

    /// The address of these 128 bits.
    @inlinable public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An IPv4 address, the first byte on the wire highest: 127.0.0.1 is `0x7f00_0001`.
    @inlinable public init(ipv4: UInt32) {
        high = 0
        low = 0xffff_0000_0000 | UInt64(ipv4)
    }

    /// The address in network byte order: 4 bytes (`in_addr`) or 16 (`in6_addr`); nil for any other count.
    public init?(bytes: UnsafeRawBufferPointer) {
        switch bytes.count {
        case 4: self.init(ipv4: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))
        case 16:
            self.init(
                high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        default: return nil
        }
    }

    /// Whether it is an IPv4 address, mapped ones included.
    @inlinable public var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

    /// The four bytes of an IPv4 address as a number; meaningless for IPv6.
    @inlinable public var ipv4: UInt32 { UInt32(truncatingIfNeeded: low) }

    /// The group of 16 bits at `index`, 0 to 7.
    func group(_ index: Int) -> UInt16 {
        UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> UInt64(48 - 16 * (index & 3)))
    }
}
