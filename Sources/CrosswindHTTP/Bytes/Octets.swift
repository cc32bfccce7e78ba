// One of the two places where the parser touches memory (`Octets+Scan` is the other). Every read checks its bounds in
// release builds too (the subscript of `UnsafeRawBufferPointer` checks in debug builds only), since what is read here
// comes straight from the network; reading a word costs one compare for eight bytes. The rest of the parser is ordinary
// safe code on top.
#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Bytes borrowed from the caller for the time of one call, with bounds that are always checked.
struct Octets {
    let base: UnsafeRawPointer
    let count: Int

    @inline(__always) init(_ buffer: UnsafeRawBufferPointer) {
        // An empty buffer may have no address; any will do, because no read of it passes the check.
        base = buffer.baseAddress ?? UnsafeRawPointer(bitPattern: 8).unsafelyUnwrapped
        count = buffer.count
    }

    @inline(__always) private init(base: UnsafeRawPointer, count: Int) {
        self.base = base
        self.count = count
    }

    @inline(__always) subscript(_ at: Int) -> UInt8 {
        precondition(UInt(bitPattern: at) < UInt(bitPattern: count))
        return base.assumingMemoryBound(to: UInt8.self)[at]
    }

    /// Eight bytes, the first one in the lowest bits.
    @inline(__always) func word(at: Int) -> UInt64 {
        precondition(at >= 0 && at <= count &- 8)
        return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }

    /// Four bytes, the first one in the lowest bits.
    @inline(__always) func half(at: Int) -> UInt32 {
        precondition(at >= 0 && at <= count &- 4)
        return UInt32(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt32.self))
    }

    /// Where `byte` occurs first in `range`, by the C library's vectorised search.
    @inline(__always) func first(_ byte: UInt8, in range: Range<Int>) -> Int? {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        guard let hit = memchr(base + range.lowerBound, Int32(byte), range.count) else { return nil }
        return base.distance(to: UnsafeRawPointer(hit))
    }

    /// Everything from `start` on.
    @inline(__always) func dropFirst(_ start: Int) -> Octets {
        precondition(start >= 0 && start <= count)
        return Octets(base: base + start, count: count - start)
    }

    /// The first `length` bytes, for a copy.
    @inline(__always) func prefix(_ length: Int) -> UnsafeRawBufferPointer {
        precondition(length >= 0 && length <= count)
        return UnsafeRawBufferPointer(start: base, count: length)
    }
}
