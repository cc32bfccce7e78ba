/// Base 64 (RFC 4648 §4 and §5), read strictly: what is signed was written by a program, so a character outside of the
/// alphabet, padding in the wrong place or bits behind the last byte mean that it was tampered with.
struct Base64: Sendable {
    private let letter62: UInt8
    private let letter63: UInt8
    private let pads: Bool

    /// `+` and `/`, padded (`base64.b64encode`).
    static let standard = Base64(letter62: 43, letter63: 47, pads: true)
    /// `-` and `_`, without padding, as Django and itsdangerous have it.
    static let urlSafe = Base64(letter62: 45, letter63: 95, pads: false)

    private func letter(_ bits: UInt32) -> UInt8 {
        let bits = UInt8(truncatingIfNeeded: bits & 63)
        switch bits {
        case 0..<26: return bits + 65
        case 26..<52: return bits + 71
        case 52..<62: return bits - 4
        case 62: return letter62
        default: return letter63
        }
    }

    private func bits(_ letter: UInt8) -> UInt32? {
        switch letter {
        case 65...90: UInt32(letter - 65)
        case 97...122: UInt32(letter - 71)
        case 48...57: UInt32(letter + 4)
        case letter62: 62
        case letter63: 63
        default: nil
        }
    }

    func encode(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        append(bytes, to: &output)
        return output
    }

    func append(_ bytes: some Sequence<UInt8>, to output: inout [UInt8]) {
        var group: UInt32 = 0
        var held = 0
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            held += 1
            guard held == 3 else { continue }
            for shift in [UInt32(18), 12, 6, 0] { output.append(letter(group >> shift)) }
            group = 0
            held = 0
        }
        guard held > 0 else { return }
        group <<= UInt32(8 * (3 - held))
        output.append(letter(group >> 18))
        output.append(letter(group >> 12))
        if held == 2 { output.append(letter(group >> 6)) }
        if pads { for _ in held..<3 { output.append(61) } }
    }

    /// `nil` unless `text` is what `encode` writes for some bytes.
    func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var text = text
        if pads {
            guard text.count.isMultiple(of: 4) else { return nil }
            for _ in 0..<2 where text.last == 61 { text.removeLast() }
        }
        guard text.count % 4 != 1 else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(text.count / 4 * 3 + 2)
        var group: UInt32 = 0
        var held: UInt32 = 0
        for byte in text {
            guard let bits = bits(byte) else { return nil }
            group = group << 6 | bits
            held += 6
            guard held >= 8 else { continue }
            held -= 8
            output.append(UInt8(truncatingIfNeeded: group >> held))
        }
        // What is left are the zero bits that filled the last letter.
        guard group & ((1 << held) - 1) == 0 else { return nil }
        return output
    }
}
