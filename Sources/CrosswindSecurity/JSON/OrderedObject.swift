/// What a JSON object or a Python `dict` holds: values by key, in the order in which keys came.
///
/// As in Python, keys are one only if they have the same code points: `é` as one and `é` as two are two keys.
public struct OrderedObject<Value: Sendable>: Sendable {
    /// The keys, first come first.
    public private(set) var keys: [String] = []
    private var values: [ExactKey: Value] = [:]

    /// Without any key.
    public init() {}

    /// How many keys there are.
    public var count: Int { keys.count }

    /// Whether there are none.
    public var isEmpty: Bool { keys.isEmpty }

    /// The value of `key`. A new key goes to the end, `nil` removes.
    public subscript(key: String) -> Value? {
        get { values[ExactKey(text: key)] }
        set {
            let exact = ExactKey(text: key)
            if let newValue {
                if values.updateValue(newValue, forKey: exact) == nil { keys.append(key) }
            } else if values.removeValue(forKey: exact) != nil {
                keys.removeAll { ExactKey(text: $0) == exact }
            }
        }
    }

    /// Keys and values in order.
    public var pairs: [(key: String, value: Value)] {
        keys.compactMap { key in values[ExactKey(text: key)].map { (key, $0) } }
    }
}

/// Text compared by its bytes; Swift's `==` takes canonically equivalent text for the same.
private struct ExactKey: Hashable, Sendable {
    let text: String

    static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}

/// Equal with the same values for the same keys, in whatever order, as in Python.
extension OrderedObject: Equatable where Value: Equatable {
    /// Compares keys and values, not their order.
    public static func == (left: Self, right: Self) -> Bool { left.values == right.values }
}

extension OrderedObject: ExpressibleByDictionaryLiteral {
    /// Of repeated keys the last value counts.
    public init(dictionaryLiteral elements: (String, Value)...) {
        for (key, value) in elements { self[key] = value }
    }
}
