public import CrosswindHTTP

/// A value in a Flask session: JSON, and what Flask's `TaggedJSONSerializer` adds to it.
public struct FlaskValue: Sendable, Equatable {
    enum Storage: Sendable, Equatable {
        /// Null, truth values, numbers and text.
        case json(JSONValue)
        case list([FlaskValue])
        case dict(OrderedObject<FlaskValue>)
        case tuple([FlaskValue])
        case bytes([UInt8])
        case markup(String)
        /// Sixteen bytes.
        case uuid([UInt8])
        case datetime(HTTPDate)
    }

    let storage: Storage

    init(_ storage: Storage) { self.storage = storage }

    /// `None`.
    public static var null: FlaskValue { FlaskValue(.json(.null)) }
    /// `True` or `False`.
    public static func bool(_ value: Bool) -> FlaskValue { FlaskValue(.json(.bool(value))) }
    /// An `int`.
    public static func int(_ value: Int64) -> FlaskValue { FlaskValue(.json(.int(value))) }
    /// A `float`.
    public static func double(_ value: Double) -> FlaskValue { FlaskValue(.json(.double(value))) }
    /// A `str`.
    public static func string(_ value: String) -> FlaskValue { FlaskValue(.json(.string(value))) }
    /// A `list`.
    public static func list(_ values: [FlaskValue]) -> FlaskValue { FlaskValue(.list(values)) }
    /// A `dict`.
    public static func dict(_ values: OrderedObject<FlaskValue>) -> FlaskValue { FlaskValue(.dict(values)) }
    /// A `tuple`.
    public static func tuple(_ values: [FlaskValue]) -> FlaskValue { FlaskValue(.tuple(values)) }
    /// `bytes`.
    public static func bytes(_ value: [UInt8]) -> FlaskValue { FlaskValue(.bytes(value)) }
    /// `markupsafe.Markup`: HTML that needs no escaping.
    public static func markup(_ html: String) -> FlaskValue { FlaskValue(.markup(html)) }
    /// A `datetime`, in whole seconds of UTC.
    public static func datetime(_ value: HTTPDate) -> FlaskValue { FlaskValue(.datetime(value)) }

    /// A `uuid.UUID`: 32 hexadecimal digits, with dashes or without; `nil` for other text.
    public static func uuid(_ text: String) -> FlaskValue? {
        let digits = Array(text.utf8.filter { $0 != 45 })
        guard digits.count == 32, let bytes = Hex.decode(digits[...]) else { return nil }
        return FlaskValue(.uuid(bytes))
    }

    /// `json` as it is; in Flask's sessions all of JSON stands for itself.
    public init(_ json: JSONValue) {
        if let values = json.array {
            storage = .list(values.map { FlaskValue($0) })
        } else if let values = json.object {
            var dict = OrderedObject<FlaskValue>()
            for (key, value) in values.pairs { dict[key] = FlaskValue(value) }
            storage = .dict(dict)
        } else {
            storage = .json(json)
        }
    }
}

extension FlaskValue {
    /// The value, if it is one that JSON has and that holds no others: `None`, a truth value, a number or a `str`.
    public var json: JSONValue? { if case .json(let value) = storage { value } else { nil } }

    /// Whether it is `None`.
    public var isNull: Bool { json?.isNull ?? false }
    /// The truth value, if it is one.
    public var bool: Bool? { json?.bool }
    /// The `int`, if it is one that fits.
    public var int: Int64? { json?.int }
    /// The number, rounded if need be.
    public var double: Double? { json?.double }

    /// The text of a `str` or of `Markup`.
    public var string: String? {
        switch storage {
        case .json(let value): value.string
        case .markup(let html): html
        default: nil
        }
    }

    /// Whether it is `Markup`: its `string` is HTML.
    public var isMarkup: Bool { if case .markup = storage { true } else { false } }

    /// The elements of a `list` or `tuple`.
    public var list: [FlaskValue]? {
        switch storage {
        case .list(let values), .tuple(let values): values
        default: nil
        }
    }

    /// Whether it is a `tuple`.
    public var isTuple: Bool { if case .tuple = storage { true } else { false } }

    /// Keys and values of a `dict`.
    public var dict: OrderedObject<FlaskValue>? { if case .dict(let values) = storage { values } else { nil } }

    /// The `bytes`, if it is some.
    public var bytes: [UInt8]? { if case .bytes(let value) = storage { value } else { nil } }

    /// The `datetime`, if it is one.
    public var datetime: HTTPDate? { if case .datetime(let value) = storage { value } else { nil } }

    /// The `UUID`, if it is one, as text with dashes in small letters.
    public var uuid: String? {
        guard case .uuid(let bytes) = storage else { return nil }
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(45) }
            Hex.append([byte], to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The value of `key`, if it is a `dict` that has one.
    public subscript(key: String) -> FlaskValue? { dict?[key] }

    /// The element at `index`, if it is a `list` or `tuple` that has one.
    public subscript(index: Int) -> FlaskValue? {
        guard let list, list.indices.contains(index) else { return nil }
        return list[index]
    }
}

extension FlaskValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// `None`.
    public init(nilLiteral: ()) { self = .null }
    /// `True` or `False`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An `int`.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// A `float`.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A `str`.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A `list`.
    public init(arrayLiteral elements: FlaskValue...) { self = .list(elements) }
    /// A `dict`; of repeated keys the last value counts.
    public init(dictionaryLiteral elements: (String, FlaskValue)...) {
        var dict = OrderedObject<FlaskValue>()
        for (key, value) in elements { dict[key] = value }
        self = .dict(dict)
    }
}
