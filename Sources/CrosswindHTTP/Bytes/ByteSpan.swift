/// A stretch of a `RequestHead`'s bytes: offsets instead of a slice, so that a head is one block of memory and a field
/// costs no allocation. 32 bits are plenty, since a head is bounded by `HTTPLimits.head`.
public struct ByteSpan: Sendable, Equatable {
    /// Offset of the first byte from the start of the head.
    public var start: UInt32
    /// How many bytes; zero means empty or absent.
    public var count: UInt32

    /// A span of `count` bytes at `start`.
    @inlinable public init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }

    /// The span of nothing.
    @inlinable public static var empty: ByteSpan { ByteSpan(start: 0, count: 0) }

    /// Whether the span holds no byte.
    @inlinable public var isEmpty: Bool { count == 0 }

    /// The same stretch as a range of offsets.
    @inlinable public var range: Range<Int> { Int(start)..<Int(start) + Int(count) }

    /// From `start` up to `end`, offsets inside a head; heads are smaller than 2 GiB (`RequestParser.room`).
    @inline(__always) init(_ start: Int, to end: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.count = UInt32(truncatingIfNeeded: end &- start)
    }
}
