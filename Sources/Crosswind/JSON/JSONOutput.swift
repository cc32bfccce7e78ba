/// JSON as bytes that grow, and who is writing.
final class JSONOutput {
    var bytes: [UInt8] = []
    /// The value that is being written: whoever else writes now would end up inside it.
    var writer: ObjectIdentifier?
    /// The first thing that an `encode(to:)` did and JSON can't say.
    var flaw: EncodingError?

    @inline(__always)
    func append(_ byte: Unicode.Scalar) { bytes.append(UInt8(ascii: byte)) }

    func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    func append(_ number: some BinaryInteger) {
        var text = number.description
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// The fewest digits that give the same number again; whole ones without `.0`.
    func append(_ number: some BinaryFloatingPoint & CustomStringConvertible) {
        var text = number.description
        text.withUTF8 { digits in
            let count = digits.count
            let isWhole = count > 2 && digits[count - 2] == UInt8(ascii: ".") && digits[count - 1] == UInt8(ascii: "0")
            bytes.append(contentsOf: digits[..<(isWhole ? count - 2 : count)])
        }
    }

    @inline(__always)
    func append(_ value: Bool) { append(value ? "true" : "false" as StaticString) }

    /// A string (RFC 8259 §7), with `</` as `<\/`.
    func append(_ text: String) {
        var text = text
        append("\"" as Unicode.Scalar)
        text.withUTF8 { text in
            var copied = 0
            for at in text.indices {
                let byte = text[at]
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0..<0x20: break
                case UInt8(ascii: "/") where at > 0 && text[at - 1] == UInt8(ascii: "<"): break
                default: continue
                }
                bytes.append(contentsOf: text[copied..<at])
                escape(byte)
                copied = at + 1
            }
            bytes.append(contentsOf: text[copied...])
        }
        append("\"" as Unicode.Scalar)
    }

    private func escape(_ byte: UInt8) {
        switch byte {
        case 0x08: append("\\b" as StaticString)
        case 0x09: append("\\t" as StaticString)
        case 0x0A: append("\\n" as StaticString)
        case 0x0C: append("\\f" as StaticString)
        case 0x0D: append("\\r" as StaticString)
        case 0..<0x20:
            append("\\u00" as StaticString)
            append(byte < 0x10 ? "0" : "1" as Unicode.Scalar)
            let low = byte & 15
            bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        default:
            append("\\" as Unicode.Scalar)
            bytes.append(byte)
        }
    }
}
