/// Questions about eight bytes at once ("SIMD within a register").
enum Word {
    /// A high bit for every byte equal to `byte`. Bytes above the first hit may be marked wrongly (a borrow), the first
    /// never is.
    @inline(__always) static func marks(_ word: UInt64, _ byte: UInt8) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let zeros = word ^ (ones &* UInt64(byte))
        return (zeros &- ones) & ~zeros & 0x8080_8080_8080_8080
    }

    /// The case bit (0x20) under every byte of a lower-case pattern that is a letter.
    @inline(__always) static func caseBits(_ pattern: UInt64) -> UInt64 { (pattern & 0x4040_4040_4040_4040) >> 1 }
}
