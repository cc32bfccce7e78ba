extension JSONValue {
    /// What Python's `json.dumps(value, separators=(",", ":"))` writes: nothing but ASCII, without blanks. Django reads
    /// the payload of a signature as latin-1, so other letters must be escaped.
    public var bytes: [UInt8] {
        var output: [UInt8] = []
        write(to: &output)
        return output
    }

    private func write(to output: inout [UInt8]) {
        switch storage {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .integer(let value): output += String(value).utf8
        case .longInteger(let digits): output += digits.utf8
        case .double(let value): Self.write(value, to: &output)
        case .string(let value): Self.write(value, to: &output)
        case .array(let values):
            output.append(91)
            for (index, value) in values.enumerated() {
                if index > 0 { output.append(44) }
                value.write(to: &output)
            }
            output.append(93)
        case .object(let values):
            output.append(123)
            for (index, pair) in values.pairs.enumerated() {
                if index > 0 { output.append(44) }
                Self.write(pair.key, to: &output)
                output.append(58)
                pair.value.write(to: &output)
            }
            output.append(125)
        }
    }

    /// The shortest digits that give the same number again, with a fraction or an exponent, so that it is read as one.
    private static func write(_ value: Double, to output: inout [UInt8]) {
        if value.isNaN {
            output += "NaN".utf8
        } else if value.isInfinite {
            output += (value < 0 ? "-Infinity" : "Infinity").utf8
        } else {
            output += value.description.utf8
        }
    }

    private static func write(_ text: String, to output: inout [UInt8]) {
        output.append(34)
        for unit in text.utf16 {
            switch unit {
            case 34, 92: output += [92, UInt8(unit)]
            case 8: output += [92, 98]
            case 9: output += [92, 116]
            case 10: output += [92, 110]
            case 12: output += [92, 102]
            case 13: output += [92, 114]
            case 32..<127: output.append(UInt8(unit))
            default:
                output += [92, 117]
                Hex.append([UInt8(unit >> 8), UInt8(unit & 255)], to: &output)
            }
        }
        output.append(34)
    }
}
