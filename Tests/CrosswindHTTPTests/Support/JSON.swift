// A reader for the corpus: the module has no Foundation, and its tests need none either.
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A JSON value, as far as the corpus goes.
enum JSON {
    case null
    case bool(Bool)
    case number(Int)
    case text(String)
    case list([JSON])
    case object([String: JSON])

    var text: String? { if case .text(let value) = self { value } else { nil } }
    var number: Int? { if case .number(let value) = self { value } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    var list: [JSON] { if case .list(let value) = self { value } else { [] } }
    var object: [String: JSON] { if case .object(let value) = self { value } else { [:] } }

    subscript(_ key: String) -> JSON { object[key] ?? .null }

    init(_ bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        self = reader.value()
    }
}

private struct Reader {
    let bytes: [UInt8]
    var at = 0

    mutating func skip() { while at < bytes.count, bytes[at] <= 0x20 { at += 1 } }

    mutating func take(_ byte: Character) -> Bool {
        skip()
        guard at < bytes.count, bytes[at] == byte.asciiValue else { return false }
        at += 1
        return true
    }

    mutating func value() -> JSON {
        skip()
        switch bytes[at] {
        case UInt8(ascii: "{"): return object()
        case UInt8(ascii: "["): return list()
        case UInt8(ascii: "\""): return .text(string())
        default:
            let start = at
            while at < bytes.count,
                bytes[at] == UInt8(ascii: "-") || Character(UnicodeScalar(bytes[at])).isLetter
                    || Character(UnicodeScalar(bytes[at])).isNumber
            {
                at += 1
            }
            let word = String(decoding: bytes[start..<at], as: UTF8.self)
            precondition(at > start, "malformed JSON")
            return Int(word).map { .number($0) } ?? (word == "null" ? .null : .bool(word == "true"))
        }
    }

    private mutating func object() -> JSON {
        var members: [String: JSON] = [:]
        _ = take("{")
        while !take("}") {
            skip()
            let key = string()
            _ = take(":")
            members[key] = value()
            _ = take(",")
        }
        return .object(members)
    }

    private mutating func list() -> JSON {
        var elements: [JSON] = []
        _ = take("[")
        while !take("]") {
            elements.append(value())
            _ = take(",")
        }
        return .list(elements)
    }

    private mutating func string() -> String {
        var units: [UInt8] = []
        at += 1
        while bytes[at] != UInt8(ascii: "\"") {
            guard bytes[at] == UInt8(ascii: "\\") else {
                units.append(bytes[at])
                at += 1
                continue
            }
            at += 2
            switch bytes[at - 1] {
            case UInt8(ascii: "n"): units.append(0x0A)
            case UInt8(ascii: "r"): units.append(0x0D)
            case UInt8(ascii: "t"): units.append(0x09)
            case UInt8(ascii: "b"): units.append(0x08)
            case UInt8(ascii: "f"): units.append(0x0C)
            case UInt8(ascii: "u"):
                let digits = String(decoding: bytes[at..<at + 4], as: UTF8.self)
                at += 4
                units += Array(String(UnicodeScalar(UInt32(digits, radix: 16)!)!).utf8)
            default: units.append(bytes[at - 1])
            }
        }
        at += 1
        return String(decoding: units, as: UTF8.self)
    }
}

/// Decodes base64 without checking it.
func base64(_ text: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in text.utf8 {
        guard let value = alphabet.firstIndex(of: byte) else { continue }
        bits = bits << 6 | UInt32(value)
        count += 6
        if count >= 8 {
            count -= 8
            result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
    }
    return result
}

/// The bytes of a file, nil when it can't be read.
func contents(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var result: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = fread(&block, 1, block.count, file)
        guard count > 0 else { return result }
        result += block[..<count]
    }
}

/// The value of an environment variable.
func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
