/// Questions about eight bytes at once ("SIMD within a register"). As answers to "is there any?" they are exact.
enum Word {
    @inline(__always) static var ones: UInt64 { 0x0101_0101_0101_0101 }
    @inline(__always) static var highs: UInt64 { 0x8080_8080_8080_8080 }

    /// The high bit of every byte that is zero; bytes above the first zero may be marked wrongly (a borrow), the first
    /// never is.
    @inline(__always) static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & highs }

    /// Like `zeros` for bytes equal to `byte`.
    @inline(__always) static func marks(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        zeros(word ^ (ones &* UInt64(byte)))
    }

    /// Like `zeros` for bytes below `bound` (at most 128).
    @inline(__always) static func marks(_ word: UInt64, below bound: UInt8) -> UInt64 {
        (word &- (ones &* UInt64(bound))) & ~word & highs
    }

    /// The case bit (0x20) under every byte of a lower-case pattern that is a letter.
    @inline(__always) static func caseBits(_ pattern: UInt64) -> UInt64 { (pattern & 0x4040_4040_4040_4040) >> 1 }
}
