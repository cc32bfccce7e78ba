import CrosswindHTTP

/// What a query or a form says, in the order in which it says it: names may repeat, values may be empty.
public struct Arguments: Sendable {
    private var fields: [FormField] = []

    /// None.
    public init() {}

    init(_ fields: [FormField]) { self.fields = fields }

    mutating func append(_ name: String, _ value: [UInt8]) { fields.append(FormField(name: name, value: value)) }

    mutating func append(contentsOf others: Arguments) { fields += others.fields }

    /// How many there are, repeats counted.
    public var count: Int { fields.count }

    /// Each name once, in the order in which they first appear.
    public var names: [String] {
        var seen: Set<String> = []
        return fields.compactMap { seen.insert($0.name).inserted ? $0.name : nil }
    }

    /// The values of `name` as the bytes they were sent as, with escapes decoded.
    public func bytes(_ name: String) -> [[UInt8]] { fields.compactMap { $0.name == name ? $0.value : nil } }

    func last(_ name: String) -> [UInt8]? { fields.last { $0.name == name }?.value }
}
