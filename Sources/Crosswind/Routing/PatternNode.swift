/// The parsed form of a route's pattern.
indirect enum PatternNode: Sendable {
    case empty
    case bytes(ByteSet)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// `maximum` nil is without bound.
    case repeated(PatternNode, minimum: Int, maximum: Int?, isGreedy: Bool)
    case capture(PatternNode, index: Int)

    /// The literal bytes it is, when it is nothing else.
    var literal: [UInt8]? {
        switch self {
        case .empty: return []
        case .bytes(let set): return set.single.map { [$0] }
        case .sequence(let parts):
            var all: [UInt8] = []
            for part in parts {
                guard let bytes = part.literal else { return nil }
                all += bytes
            }
            return all
        default: return nil
        }
    }
}
