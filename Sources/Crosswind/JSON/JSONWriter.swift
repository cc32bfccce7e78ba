import FoundationEssentials

/// Writes `Encodable` values as JSON while they come, the keys of each object in order.
///
/// What it writes is what Foundation's `JSONEncoder` gives with its own strategies, sorted keys and slashes as they are, but
/// for `</` (see `JSONOutput`). That one makes an object of every value before it writes the first byte, which takes
/// 3 times the instructions; and no other library is at hand. Numbers, dates (seconds since 2001) and `Data` (Base64) are as
/// there. This is one value with members or elements, or one that is neither.
///
/// The parts: containers in `JSONWriter+Containers`, what is left to do when a value is complete in `+End`. Used by one
/// thread, inside one call.
final class JSONWriter: Encoder {
    enum Kind { case none, single, array, object }

    /// A member of an object: from its comma or brace to its end in the output.
    struct Member {
        let key: String
        let start: Int
        let end: Int
        /// A value that somebody may still write to: it has an output of its own.
        let later: JSONWriter?
    }

    let output: JSONOutput
    private let parent: JSONWriter?
    private let key: (any CodingKey)?
    var kind = Kind.none
    var start: Int
    var members: [Member] = []
    var isSorted = true
    /// Elements of an array.
    var count = 0

    init(_ output: JSONOutput, parent: JSONWriter?, key: (any CodingKey)?) {
        self.output = output
        self.parent = parent
        self.key = key
        start = output.bytes.count
    }

    /// `value` as JSON.
    ///
    /// - Throws: `EncodingError` for numbers that are none, and for what no JSON can say; what the value's own
    ///   `encode(to:)` throws.
    static func json(_ value: some Encodable) throws -> [UInt8] {
        let output = JSONOutput()
        output.bytes.reserveCapacity(512)
        // Stands around the value, and has no say in its path.
        let document = JSONWriter(output, parent: nil, key: nil)
        document.kind = .single
        let said = try document.put(value)
        if let flaw = output.flaw { throw flaw }
        guard said else { throw document.refusal(value, nil, "the value encodes nothing") }
        return output.bytes
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    var codingPath: [any CodingKey] {
        var path: [any CodingKey] = []
        var level: JSONWriter? = self
        while let here = level {
            if let key = here.key {
                path.append(key)
            } else if let parent = here.parent, parent.kind == .array {
                path.append(JSONIndex(parent.count - 1))
            }
            level = here.parent
        }
        return path.reversed()
    }

    // MARK: values

    /// Any value, where the output stands. Whether it had anything to say; if not, an empty object stands for it.
    @discardableResult
    func put<Value: Encodable>(_ value: Value, _ key: (any CodingKey)? = nil) throws -> Bool {
        // What arrays are full of, and what Foundation's encoder has its own way with. The types are the same, so the casts
        // say nothing new; `as!` would look for that at run time.
        if Value.self == String.self {
            output.append(unsafeBitCast(value, to: String.self))
        } else if Value.self == Int.self {
            output.append(unsafeBitCast(value, to: Int.self))
        } else if Value.self == Data.self {
            output.append(unsafeBitCast(value, to: Data.self).base64EncodedString())
        } else if Value.self == URL.self {
            output.append(unsafeBitCast(value, to: URL.self).absoluteString)
        } else if Value.self == Decimal.self {
            let number = unsafeBitCast(value, to: Decimal.self)
            guard number.isFinite else { throw refusal(value, key, "JSON has no such number") }
            output.bytes.append(contentsOf: number.description.utf8)
        } else {
            let inner = JSONWriter(output, parent: self, key: key)
            let outer = output.writer
            output.writer = ObjectIdentifier(inner)
            defer { output.writer = outer }
            try value.encode(to: inner)
            inner.finish()
            return inner.kind != .none
        }
        return true
    }

    func put<Number: BinaryFloatingPoint & CustomStringConvertible>(_ number: Number, _ key: (any CodingKey)?) throws {
        guard number.isFinite else { throw refusal(number, key, "JSON has no such number") }
        output.append(number)
    }

    func refusal(_ value: Any, _ key: (any CodingKey)?, _ why: String) -> EncodingError {
        let path = codingPath + (key.map { [$0] } ?? [])
        return EncodingError.invalidValue(value, .init(codingPath: path, debugDescription: why))
    }
}
