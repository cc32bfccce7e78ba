// A list and not a dictionary: a head has a dozen fields, and comparing a dozen short names costs less than hashing one.

/// Header fields in the order they were added: those of a response in the making, and those of a request that no
/// parser of ours has read. Tornado's `HTTPHeaders`.
///
/// Names are found whatever the case of their letters and kept as `Content-Type` is written. Names and values are
/// validated when they come in, so a list never holds a line end. Values are text: bytes from 0x80 on that came from
/// the network are code points of the same number (ISO 8859-1), and what goes out is written as UTF-8 unless the writer
/// says otherwise (`ResponseEncoder` writes UTF-8). Looking a name up allocates nothing; a value that was set once is
/// given back as it is.
public struct HTTPFields: Sendable, Equatable {
    /// One line of a head.
    public struct Field: Sendable, Equatable {
        /// The name, `Like-This`.
        public let name: String
        /// The value, without control bytes other than the tab.
        public let value: String
    }

    @usableFromInline var lines: [Field] = []

    /// An empty list.
    public init() {}

    /// The number of lines; a name that repeats counts each time.
    public var count: Int { lines.count }

    /// Whether there is no line.
    public var isEmpty: Bool { lines.isEmpty }

    /// Makes room for so many lines.
    public mutating func reserveCapacity(_ count: Int) { lines.reserveCapacity(count) }

    /// Adds a line, beside those of the same name that are there.
    ///
    /// Throws `invalidName` for a name that is no token, `invalidValue` for a value with a control byte (CR and LF
    /// among them); nothing is added then.
    public mutating func add(_ name: String, _ value: String) throws(HTTPFieldError) {
        lines.append(try Self.checked(name, value))
    }

    /// Sets the one value of `name`: replaces the first line of that name and removes the others.
    ///
    /// Throws like `add`, and changes nothing then.
    public mutating func set(_ name: String, _ value: String) throws(HTTPFieldError) {
        let field = try Self.checked(name, value)
        guard let first = firstIndex(of: name) else { return lines.append(field) }
        lines[first] = field
        var at = lines.count - 1
        while at > first {
            if FieldName.equal(lines[at].name, name) { lines.remove(at: at) }
            at -= 1
        }
    }

    /// Sets the value unless the name is there already.
    public mutating func setDefault(_ name: String, _ value: String) throws(HTTPFieldError) {
        if !contains(name) { try add(name, value) }
    }

    /// Adds a line whose name is known to be a token `Like-This` and not to be there.
    package mutating func add(known name: String, _ value: String) throws(HTTPFieldError) {
        guard value.withOctets({ $0.isFieldValue($0.whole) }) else { throw .invalidValue }
        lines.append(Field(name: name, value: value))
    }

    /// Removes all lines of that name and says whether there were any.
    @discardableResult public mutating func remove(_ name: String) -> Bool {
        guard contains(name) else { return false }
        lines.removeAll { FieldName.equal($0.name, name) }
        return true
    }

    /// Removes everything, and keeps the memory for more.
    public mutating func removeAll() { lines.removeAll(keepingCapacity: true) }

    /// Whether the name is there.
    public func contains(_ name: String) -> Bool { firstIndex(of: name) != nil }

    func firstIndex(of name: String) -> Int? {
        for at in lines.indices where FieldName.equal(lines[at].name, name) { return at }
        return nil
    }

    private static func checked(_ name: String, _ value: String) throws(HTTPFieldError) -> Field {
        guard name.withOctets({ $0.isToken($0.whole) }) else { throw .invalidName }
        guard value.withOctets({ $0.isFieldValue($0.whole) }) else { throw .invalidValue }
        return Field(name: FieldName.normalised(name), value: value)
    }

    /// For lines that a parser has validated.
    mutating func append(checkedName name: String, _ value: String) {
        lines.append(Field(name: FieldName.normalised(name), value: value))
    }
}
