/// One argument of a query or form: a name and what was said for it.
public struct FormField: Sendable, Equatable {
    /// The name, decoded: UTF-8, or ISO 8859-1 when it is no UTF-8.
    public var name: String
    /// The value's bytes, decoded of their escapes. What they are in characters is for the handler to say.
    public var value: [UInt8]

    /// A field.
    public init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }

    /// The value as text; nil when it is no UTF-8.
    public var text: String? { String(validating: value, as: UTF8.self) }
}
