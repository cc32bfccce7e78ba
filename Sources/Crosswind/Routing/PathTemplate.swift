/// What a pattern looks like with its groups filled in (Tornado: `PathMatches.reverse`).
struct PathTemplate: Sendable {
    private enum Part: Sendable {
        case literal([UInt8])
        case group
    }

    private var parts: [Part] = []

    /// Nil when there is something outside the groups that isn't literal.
    init?(_ node: PatternNode) {
        guard collect(node) else { return nil }
    }

    private mutating func collect(_ node: PatternNode) -> Bool {
        switch node {
        case .capture:
            parts.append(.group)
            return true
        case .sequence(let nodes): return nodes.allSatisfy { collect($0) }
        default:
            guard let literal = node.literal else { return false }
            parts.append(.literal(literal))
            return true
        }
    }

    /// The number of groups.
    var groupCount: Int { parts.reduce(0) { if case .group = $1 { $0 + 1 } else { $0 } } }

    /// The path with `arguments`, percent-encoded but for `/`, in the places of the groups.
    func fill(_ arguments: [String]) -> String? {
        guard arguments.count == groupCount else { return nil }
        var bytes: [UInt8] = []
        var next = 0
        for part in parts {
            switch part {
            case .literal(let literal): bytes += literal
            case .group:
                Self.encode(arguments[next], into: &bytes)
                next += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// RFC 3986's unreserved characters stay.
    private static func encode(_ text: String, into bytes: inout [UInt8]) {
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x2F: bytes.append(byte)
            default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }
}
