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
