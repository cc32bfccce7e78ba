// Questions about all bytes of a range, sixteen at a time. Unsafe loads, because a check for each would double the work:
// one check of the range at the top of `blocks` proves them all. What is asked is exact, so no answer needs a second,
// slower look.

extension Octets {
    /// Shows all bytes of `range` to `look` in blocks of sixteen; the last block overlaps the one before it, and in a
    /// range of fewer than sixteen bytes some are repeated to fill the block.
    @inline(__always)
    private func blocks(_ range: Range<Int>, _ look: (SIMD16<UInt8>) -> Void) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        let start = base + range.lowerBound
        let length = range.upperBound &- range.lowerBound
        if length >= 16 {
            let last = length &- 16
            var at = 0
            while at < last {
                look(start.loadUnaligned(fromByteOffset: at, as: SIMD16<UInt8>.self))
                at &+= 16
            }
            look(start.loadUnaligned(fromByteOffset: last, as: SIMD16<UInt8>.self))
        } else if length >= 8 {
            let low = start.loadUnaligned(as: UInt64.self)
            let high = start.loadUnaligned(fromByteOffset: length &- 8, as: UInt64.self)
            look(unsafeBitCast(SIMD2(low, high), to: SIMD16<UInt8>.self))
        } else if length >= 4 {
            let low = UInt64(start.loadUnaligned(as: UInt32.self))
            let high = UInt64(start.loadUnaligned(fromByteOffset: length &- 4, as: UInt32.self))
            look(unsafeBitCast(SIMD2(repeating: low | high << 32), to: SIMD16<UInt8>.self))
        } else if length > 0 {
            for at in 0..<length {
                look(all(start.assumingMemoryBound(to: UInt8.self)[at]))
            }
        }
    }

    @inline(__always)
    private static func noLetter(_ bytes: SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>> {
        ((bytes | all(0x20)) &- all(0x61)) .>= all(26)
    }

    @inline(__always)
    private static func noDigit(_ bytes: SIMD16<UInt8>) -> SIMDMask<SIMD16<Int8>> {
        (bytes &- all(0x30)) .>= all(10)
    }

    @inline(__always)
    private static func any(_ mask: SIMDMask<SIMD16<Int8>>) -> Bool {
        let halves = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        return halves.x | halves.y != 0
    }

    /// Whether no byte of `range` is a control other than the tab: the rule for field values (RFC 9110 §5.5). Bytes from
    /// 0x80 on (obs-text) pass, as they always have.
    @inline(__always) func isFieldValue(_ range: Range<Int>) -> Bool {
        var bad = SIMDMask<SIMD16<Int8>>(repeating: false)
        blocks(range) { bytes in
            bad = bad .| ((bytes .< all(0x20)) .& (bytes .!= all(0x09))) .| (bytes .== all(0x7F))
        }
        return !Octets.any(bad)
    }

    /// Which of sixteen bytes is the first that no field value may hold; 16 when none is.
    @inline(__always) static func firstControl(_ bytes: SIMD16<UInt8>) -> Int {
        let mask = ((bytes .< all(0x20)) .& (bytes .!= all(0x09))) .| (bytes .== all(0x7F))
        let halves = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        if halves.x != 0 { return UInt64(littleEndian: halves.x).trailingZeroBitCount >> 3 }
        // 64 zeros make eight bytes: sixteen altogether.
        return 8 &+ UInt64(littleEndian: halves.y).trailingZeroBitCount >> 3
    }

    /// Whether `range` is a token (RFC 9110 §5.6.2). Nearly all names are letters, digits and hyphens only, which is
    /// quick to tell; the others are looked at one by one.
    @inline(__always) func isToken(_ range: Range<Int>) -> Bool {
        guard range.upperBound > range.lowerBound else { return false }
        var odd = SIMDMask<SIMD16<Int8>>(repeating: false)
        blocks(range) { bytes in
            odd = odd .| (Octets.noLetter(bytes) .& Octets.noDigit(bytes) .& (bytes .!= all(0x2D)))
        }
        return Octets.any(odd) ? isTokenByByte(range) : true
    }

    @inline(never) private func isTokenByByte(_ range: Range<Int>) -> Bool {
        for at in range where !ByteClass.token.contains(self[at]) { return false }
        return true
    }

    /// What a request target is made of.
    struct TargetBytes {
        /// A control, a space, DEL or `#`.
        var isForbidden: Bool
        var hasPercent: Bool
        var hasQuestion: Bool
    }

    @inline(__always) func targetBytes(_ range: Range<Int>) -> TargetBytes {
        var bad = SIMDMask<SIMD16<Int8>>(repeating: false)
        var percent = bad
        var question = bad
        blocks(range) { bytes in
            bad = bad .| (bytes .< all(0x21)) .| (bytes .== all(0x7F)) .| (bytes .== all(0x23))
            percent = percent .| (bytes .== all(0x25))
            question = question .| (bytes .== all(0x3F))
        }
        return TargetBytes(
            isForbidden: Octets.any(bad), hasPercent: Octets.any(percent), hasQuestion: Octets.any(question))
    }

    /// Whether all bytes of `range` may stand in a registered name (RFC 3986 §3.2.2, without percent escapes).
    @inline(__always) func isHostName(_ range: Range<Int>) -> Bool {
        var odd = SIMDMask<SIMD16<Int8>>(repeating: false)
        blocks(range) { bytes in
            let noPunctuation = (bytes .!= all(0x2D)) .& (bytes .!= all(0x2E))
            odd = odd .| (Octets.noLetter(bytes) .& Octets.noDigit(bytes) .& noPunctuation)
        }
        return Octets.any(odd) ? isHostNameByByte(range) : true
    }

    @inline(never) private func isHostNameByByte(_ range: Range<Int>) -> Bool {
        for at in range where !ByteClass.hostName.contains(self[at]) { return false }
        return true
    }

    /// Where `byte` occurs first in `range`, for ranges of a few dozen bytes, where a call would cost more.
    @inline(__always) func firstNear(_ byte: UInt8, in range: Range<Int>) -> Int? {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        var at = range.lowerBound
        while range.upperBound &- at >= 8 {
            let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            let hits = Word.marks(word, byte)
            // The lowest mark is exact.
            if hits != 0 { return at &+ hits.trailingZeroBitCount >> 3 }
            at &+= 8
        }
        while at < range.upperBound {
            if base.assumingMemoryBound(to: UInt8.self)[at] == byte { return at }
            at &+= 1
        }
        return nil
    }
}

/// The same byte sixteen times. Written out everywhere, because the operators that take a single number on the right
/// are generic and get compiled into sixteen comparisons.
@inline(__always)
private func all(_ byte: UInt8) -> SIMD16<UInt8> { SIMD16(repeating: byte) }
