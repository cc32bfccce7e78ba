// Names are compared eight bytes at a time with constants that the optimiser folds out of the literal, so that telling
// `Content-Length` from everything else of fourteen letters takes two loads.

extension Octets {
    /// Whether the bytes at `start` are `name`, case of letters ignored.
    ///
    /// `name` must be a lower-case literal of letters, digits and hyphens: the case bit is only folded under letters,
    /// so that a carriage return (0x0D) never passes for a hyphen (0x2D).
    @inline(__always) func matches(_ name: StaticString, at start: Int) -> Bool {
        let length = name.utf8CodeUnitCount
        let literal = UnsafeRawPointer(name.utf8Start)
        if length >= 8 {
            var at = 0
            while at + 8 <= length {
                let want = UInt64(littleEndian: literal.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                guard word(at: start + at) | Word.caseBits(want) == want else { return false }
                at += 8
            }
            guard at < length else { return true }
            // The last eight bytes again, overlapping what was compared.
            let want = UInt64(littleEndian: literal.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self))
            return word(at: start + length - 8) | Word.caseBits(want) == want
        }
        if length >= 4 {
            let head = UInt32(littleEndian: literal.loadUnaligned(as: UInt32.self))
            let tail = UInt32(littleEndian: literal.loadUnaligned(fromByteOffset: length - 4, as: UInt32.self))
            let want = UInt64(head) | UInt64(tail) << 32
            let have = UInt64(half(at: start)) | UInt64(half(at: start + length - 4)) << 32
            return have | Word.caseBits(want) == want
        }
        for at in 0..<length {
            let want = literal.load(fromByteOffset: at, as: UInt8.self)
            guard self[start + at] | ((want & 0x40) >> 1) == want else { return false }
        }
        return true
    }

    /// Whether exactly `range` is `name`, case of letters ignored.
    @inline(__always) func equals(_ name: StaticString, in range: Range<Int>) -> Bool {
        range.count == name.utf8CodeUnitCount && matches(name, at: range.lowerBound)
    }
}
