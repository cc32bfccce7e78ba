/// Bytes on their way out: a growable block that is written in place, sent, cleared and used again.
///
/// It belongs to one thread at a time. Growth doubles the block, so appending costs an amortised copy; `clear` keeps
/// the block up to `keep` bytes so that a connection that once sent a large answer doesn't hold on to its memory.
public struct OutputBuffer: ~Copyable {
    @usableFromInline var block: UnsafeMutableRawPointer
    @usableFromInline var used = 0
    @usableFromInline var room: Int

    /// The first byte; meaningful up to `count`, writable up to `capacity`.
    @inlinable public var base: UnsafeMutableRawPointer { block }
    /// Bytes written so far.
    @inlinable public var count: Int { used }
    /// Bytes that fit without growing.
    @inlinable public var capacity: Int { room }

    /// An empty buffer with room for `capacity` bytes (at least 64).
    public init(capacity: Int = 1024) {
        room = max(capacity, 64)
        block = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 16)
    }

    /// A buffer without a block, to stand where another was taken from.
    package init(placeholder: Void) {
        room = 0
        block = UnsafeMutableRawPointer(bitPattern: 16).unsafelyUnwrapped
    }

    deinit { if room > 0 { block.deallocate() } }

    /// Takes the buffer and leaves one without a block in its place.
    package mutating func take() -> OutputBuffer {
        var taken = OutputBuffer(placeholder: ())
        swap(&taken, &self)
        return taken
    }

    /// What has been written; valid until the next mutation.
    @inlinable public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// Makes room for `more` further bytes.
    @inlinable public mutating func reserve(_ more: Int) {
        if capacity - count < more { grow(more) }
    }

    @usableFromInline @inline(never) mutating func grow(_ more: Int) {
        let wanted = max(capacity * 2, count + more)
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
        fresh.copyMemory(from: base, byteCount: count)
        if room > 0 { block.deallocate() }
        block = fresh
        room = wanted
    }

    /// Appends `bytes`.
    @inlinable public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count)
        (base + count).copyMemory(from: start, byteCount: bytes.count)
        advance(bytes.count)
    }

    /// Appends the bytes of a literal.
    @inlinable public mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends one byte.
    @inlinable public mutating func append(_ byte: UInt8) {
        reserve(1)
        base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        advance(1)
    }

    /// Appends `value` in decimal digits.
    public mutating func append(decimal value: UInt64) {
        reserve(20)
        var digits = 1
        var rest = value
        while rest >= 10 {
            rest /= 10
            digits += 1
        }
        rest = value
        var at = count + digits
        repeat {
            at -= 1
            base.storeBytes(of: UInt8(truncatingIfNeeded: rest % 10) + 48, toByteOffset: at, as: UInt8.self)
            rest /= 10
        } while at > count
        advance(digits)
    }

    /// Appends `value` in lower-case hexadecimal digits (the chunk-size of RFC 9112 §7.1).
    public mutating func append(hexadecimal value: UInt64) {
        reserve(16)
        let digits = max(1, (64 - value.leadingZeroBitCount + 3) / 4)
        for place in 0..<digits {
            let nibble = UInt8(truncatingIfNeeded: value >> UInt64(4 * (digits - 1 - place))) & 15
            base.storeBytes(of: nibble < 10 ? nibble + 48 : nibble + 87, toByteOffset: count + place, as: UInt8.self)
        }
        advance(digits)
    }

    /// Counts `more` bytes as written after something stored them at `base + count`; they must have been reserved.
    @inlinable public mutating func advance(_ more: Int) {
        assert(count + more <= capacity)
        used += more
    }

    /// Forgets what was written past `count` bytes (an error page replaces a head that was never sent).
    public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= self.count)
        used = count
    }

    /// Forgets everything; gives a block larger than `keep` bytes back.
    public mutating func clear(keep: Int = 16_384) {
        used = 0
        guard capacity > max(keep, 64) else { return }
        block.deallocate()
        room = max(keep, 64)
        block = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 16)
    }
}
