import CrosswindHTTP

/// What a route's groups matched in the path: percent-decoded once (`+` stays) and UTF-8.
public struct PathArguments: Sendable, RandomAccessCollection {
    private let values: [String?]
    private let names: [String?]

    /// No groups.
    public init() {
        values = []
        names = []
    }

    /// Values with the names of their groups.
    init(_ values: [String?], names: [String?]) {
        self.values = values
        self.names = names
    }

    /// Throws 400 for an argument that isn't UTF-8 (Tornado: `decode_argument`).
    init(_ match: RouteMatch, _ path: UnsafeRawBufferPointer) throws(HTTPError) {
        guard !match.slots.isEmpty else {
            self.init()
            return
        }
        var values: [String?] = []
        for group in 0..<match.slots.count / 2 {
            let start = match.slots[group * 2]
            guard start >= 0 else {
                values.append(nil)
                continue
            }
            let bytes = UnsafeRawBufferPointer(rebasing: path[start..<match.slots[group * 2 + 1]])
            values.append(try Self.decode(bytes))
        }
        self.init(values, names: match.entry.pattern.groups)
    }

    private static func decode(_ bytes: UnsafeRawBufferPointer) throws(HTTPError) -> String {
        var plain = [UInt8](repeating: 0, count: bytes.count)
        let count = plain.withUnsafeMutableBytes { PercentDecoder.decode(bytes, into: $0) }
        guard let text = String(validating: plain[..<count], as: UTF8.self) else {
            throw HTTPError(400, "a path argument is not UTF-8")
        }
        return text
    }

    /// 0.
    public var startIndex: Int { 0 }
    /// The number of groups.
    public var endIndex: Int { values.count }
    /// The group at `position`; nil when it took no part in the match.
    public subscript(position: Int) -> String? { values[position] }
    /// The group called `name`; nil when there is none, or when it took no part in the match.
    public subscript(name: String) -> String? {
        names.firstIndex(of: name).flatMap { values[$0] }
    }
}
