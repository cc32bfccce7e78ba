extension JSONValue {
    /// Reads JSON in UTF-8.
    ///
    /// As in Python, `NaN`, `Infinity` and `-Infinity` are numbers and of repeated keys the last value counts. An escaped
    /// surrogate without its other half, which a Swift string can't hold, becomes U+FFFD.
    ///
    /// - Throws: `SecurityError.badPayload` for anything else, and for lists and objects that are nested deeper than 128.
    public init(parsing bytes: [UInt8]) throws(SecurityError) {
        var parser = JSONParser(bytes: bytes)
        self = try parser.document()
    }
}

/// One pass over the bytes, which are indexed with checks.
private struct JSONParser {
    static var deepest: Int { 128 }

    let bytes: [UInt8]
    var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(SecurityError) -> JSONValue {
        let value = try value(depth: 0)
        skipBlanks()
        guard at == bytes.count else { throw .badPayload }
        return value
    }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 32 || byte == 9 || byte == 10 || byte == 13 { at += 1 }
    }

    /// Goes past `byte` if it is the next one that is not blank.
    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard next == byte else { return false }
        at += 1
        return true
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes[at...].prefix(count).elementsEqual(word.description.utf8) else { return false }
        at += count
        return true
    }

    private mutating func value(depth: Int) throws(SecurityError) -> JSONValue {
        skipBlanks()
        switch next {
        case 34: return .string(try string())
        case 91: return try array(depth: depth + 1)
        case 123: return try object(depth: depth + 1)
        case 116 where take("true"): return .bool(true)
        case 102 where take("false"): return .bool(false)
        case 110 where take("null"): return .null
        case 78 where take("NaN"): return .double(.nan)
        case 73 where take("Infinity"): return .double(.infinity)
        case 45 where take("-Infinity"): return .double(-.infinity)
        default: return try number()
        }
    }

    private mutating func array(depth: Int) throws(SecurityError) -> JSONValue {
        guard depth <= Self.deepest else { throw .badPayload }
        at += 1
        var values: [JSONValue] = []
        if take(93) { return .array(values) }
        repeat { values.append(try value(depth: depth)) } while take(44)
        guard take(93) else { throw .badPayload }
        return .array(values)
    }

    private mutating func object(depth: Int) throws(SecurityError) -> JSONValue {
        guard depth <= Self.deepest else { throw .badPayload }
        at += 1
        var values = OrderedObject<JSONValue>()
        if take(125) { return .object(values) }
        repeat {
            skipBlanks()
            guard next == 34 else { throw .badPayload }
            let key = try string()
            guard take(58) else { throw .badPayload }
            values[key] = try value(depth: depth)
        } while take(44)
        guard take(125) else { throw .badPayload }
        return .object(values)
    }

    private mutating func digits() -> Int {
        let start = at
        while let byte = next, 48...57 ~= byte { at += 1 }
        return at - start
    }

    private mutating func number() throws(SecurityError) -> JSONValue {
        let start = at
        if next == 45 { at += 1 }
        let leadingZero = next == 48
        let count = digits()
        guard count > 0, !leadingZero || count == 1 else { throw .badPayload }
        var isInteger = true
        if next == 46 {
            at += 1
            isInteger = false
            guard digits() > 0 else { throw .badPayload }
        }
        if next == 101 || next == 69 {
            at += 1
            isInteger = false
            if next == 43 || next == 45 { at += 1 }
            guard digits() > 0 else { throw .badPayload }
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if isInteger { return JSONValue(Int64(text).map { .integer($0) } ?? .longInteger(text)) }
        guard let value = Double(text) else { throw .badPayload }
        return .double(value)
    }

    private mutating func string() throws(SecurityError) -> String {
        at += 1
        var text: [UInt8] = []
        while let byte = next {
            at += 1
            switch byte {
            case 34:
                guard let string = String(validating: text, as: UTF8.self) else { throw .badPayload }
                return string
            case 92: try escape(into: &text)
            case 0..<32: throw .badPayload
            default: text.append(byte)
            }
        }
        throw .badPayload
    }

    private mutating func escape(into text: inout [UInt8]) throws(SecurityError) {
        guard let byte = next else { throw .badPayload }
        at += 1
        switch byte {
        case 34, 92, 47: text.append(byte)
        case 98: text.append(8)
        case 102: text.append(12)
        case 110: text.append(10)
        case 114: text.append(13)
        case 116: text.append(9)
        case 117:
            var unit = UInt32(try unit())
            if 0xD800...0xDBFF ~= unit, bytes[at...].prefix(2).elementsEqual([92, 117]) {
                let before = at
                at += 2
                let low = UInt32(try self.unit())
                if 0xDC00...0xDFFF ~= low {
                    unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
                } else {
                    at = before
                }
            }
            text += String(Unicode.Scalar(unit) ?? "\u{FFFD}").utf8
        default: throw .badPayload
        }
    }

    /// The four digits behind `\u`.
    private mutating func unit() throws(SecurityError) -> UInt16 {
        guard let high = Hex.decode(bytes[at...].prefix(4)), high.count == 2 else { throw .badPayload }
        at += 4
        return UInt16(high[0]) << 8 | UInt16(high[1])
    }
}
