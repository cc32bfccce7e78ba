/// JSON (RFC 8259) as Python's `json` has it: integers stay exact however long they are, objects keep their order,
/// `NaN` and `Infinity` exist.
///
/// ```swift
/// let session: JSONValue = ["cart": [1, 2], "name": "Zoë"]
/// session["cart"]?[0]?.int       // 1
/// ```
public struct JSONValue: Sendable, Equatable {
    enum Storage: Sendable, Equatable {
        case null
        case bool(Bool)
        case integer(Int64)
        /// More digits than `Int64` has.
        case longInteger(String)
        case double(Double)
        case string(String)
        case array([JSONValue])
        case object(OrderedObject<JSONValue>)
    }

    let storage: Storage

    init(_ storage: Storage) { self.storage = storage }

    /// `null`, Python's `None`.
    public static var null: JSONValue { JSONValue(.null) }
    /// `true` or `false`.
    public static func bool(_ value: Bool) -> JSONValue { JSONValue(.bool(value)) }
    /// A number without a fraction.
    public static func int(_ value: Int64) -> JSONValue { JSONValue(.integer(value)) }
    /// A number with one.
    public static func double(_ value: Double) -> JSONValue { JSONValue(.double(value)) }
    /// Text.
    public static func string(_ value: String) -> JSONValue { JSONValue(.string(value)) }
    /// A list.
    public static func array(_ values: [JSONValue]) -> JSONValue { JSONValue(.array(values)) }
    /// An object.
    public static func object(_ values: OrderedObject<JSONValue>) -> JSONValue { JSONValue(.object(values)) }
}

extension JSONValue {
    /// Whether it is `null`.
    public var isNull: Bool { storage == .null }

    /// The truth value, if it is one.
    public var bool: Bool? { if case .bool(let value) = storage { value } else { nil } }

    /// The number, if it has no fraction and fits.
    public var int: Int64? { if case .integer(let value) = storage { value } else { nil } }

    /// The number, rounded if need be.
    public var double: Double? {
        switch storage {
        case .integer(let value): Double(value)
        case .longInteger(let digits): Double(digits)
        case .double(let value): value
        default: nil
        }
    }

    /// The text, if it is one.
    public var string: String? { if case .string(let value) = storage { value } else { nil } }

    /// The elements, if it is a list.
    public var array: [JSONValue]? { if case .array(let values) = storage { values } else { nil } }

    /// Keys and values, if it is an object.
    public var object: OrderedObject<JSONValue>? { if case .object(let values) = storage { values } else { nil } }

    /// The value of `key`, if it is an object that has one.
    public subscript(key: String) -> JSONValue? { object?[key] }

    /// The element at `index`, if it is a list that has one.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let values) = storage, values.indices.contains(index) else { return nil }
        return values[index]
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// `null`.
    public init(nilLiteral: ()) { self.init(.null) }
    /// `true` or `false`.
    public init(booleanLiteral value: Bool) { self.init(.bool(value)) }
    /// A number without a fraction.
    public init(integerLiteral value: Int64) { self.init(.integer(value)) }
    /// A number with one.
    public init(floatLiteral value: Double) { self.init(.double(value)) }
    /// Text.
    public init(stringLiteral value: String) { self.init(.string(value)) }
    /// A list.
    public init(arrayLiteral elements: JSONValue...) { self.init(.array(elements)) }
    /// An object; of repeated keys the last value counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = OrderedObject<JSONValue>()
        for (key, value) in elements { object[key] = value }
        self.init(.object(object))
    }
}
