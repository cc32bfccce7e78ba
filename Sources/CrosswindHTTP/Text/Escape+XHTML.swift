extension Escape {
    /// `text` safe inside HTML and XML, also within quoted attribute values: `<`, `>`, `&`, `"` and `'` as entities.
    /// Text that holds none of them is given back as it is.
    public static func xhtmlEscape(_ text: String) -> String {
        text.withOctets { bytes -> [UInt8]? in
            var at = 0
            while at < bytes.count, entity(bytes[at]) == nil { at += 1 }
            guard at < bytes.count else { return nil }
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count + bytes.count / 8 + 16)
            result += bytes.slice(0..<at)
            while at < bytes.count {
                let byte = bytes[at]
                if let entity = entity(byte) { result += entity.utf8 } else { result.append(byte) }
                at += 1
            }
            return result
        }.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    @inline(__always) private static func entity(_ byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#x27;"
        default: nil
        }
    }

    /// `text` with its character references resolved as HTML 5 does, which is lenient: a missing semicolon is forgiven
    /// where browsers forgive it, and references to nothing stay as they are. Linear: a reference is at most 32
    /// characters long.
    public static func xhtmlUnescape(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        return text.withOctets { bytes in
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count)
            var at = 0
            while at < bytes.count {
                let next = bytes.first(UInt8(ascii: "&"), in: at..<bytes.count) ?? bytes.count
                result += bytes.slice(at..<next)
                guard next < bytes.count else { break }
                at = CharacterReference.resolve(bytes, at: next, into: &result)
            }
            return String(decoding: result, as: UTF8.self)
        }
    }
}
