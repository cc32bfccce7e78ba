/// A compiled route pattern (Tornado: `PathMatches`), matched against the percent-encoded path as a whole. A class, so that
/// handing one on is one retain.
final class PathPattern: Sendable {
    /// The pattern as written.
    let text: String
    /// The groups in order, with their names.
    let groups: [String?]
    /// Where each group stands in ``text``, for reversing; nil when the pattern can't be reversed.
    let template: PathTemplate?
    /// Bytes that every matching path begins with.
    let prefix: [UInt8]
    private let scan: PatternScan?
    private let program: PatternProgram?

    /// Whether the groups have names. Tornado's rule: all of them or none.
    var hasNames: Bool { groups.first.map { $0 != nil } ?? false }

    init(_ text: String) throws(RouteError) {
        self.text = text
        var parser = PatternParser(text)
        let node = try parser.parse()
        let groups = parser.groups
        self.groups = groups
        guard groups.allSatisfy({ $0 == nil }) || groups.allSatisfy({ $0 != nil }) else {
            throw .invalidPattern(text, "groups are all named or all positional")
        }
        template = PathTemplate(node)
        if let scan = PatternScan(node, groupCount: groups.count) {
            self.scan = scan
            program = nil
            prefix = scan.prefix
        } else {
            scan = nil
            guard let program = PatternProgram(node, groupCount: groups.count) else {
                throw .invalidPattern(text, "too large")
            }
            self.program = program
            prefix = Self.prefix(of: node)
        }
    }

    private static func prefix(of node: PatternNode) -> [UInt8] {
        if let literal = node.literal { return literal }
        guard case .sequence(let parts) = node else { return [] }
        var prefix: [UInt8] = []
        for part in parts {
            guard let literal = part.literal else { break }
            prefix += literal
        }
        return prefix
    }

    /// Two slots a group, start and end in `path`, -1 for one that took no part; nil when the path does not match.
    func match(_ path: UnsafeRawBufferPointer) -> [Int]? {
        scan?.match(path) ?? program?.match(path)
    }
}
