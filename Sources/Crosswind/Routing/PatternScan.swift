/// The quick matcher of routes: literals and runs of one class (`/item/([0-9]+)/edit`), which nearly all routes are made
/// of, where each run can end in one place only, so that one pass without backtracking decides.
struct PatternScan: Sendable {
    private enum Piece: Sendable {
        case literal([UInt8])
        /// `capture` is the group's index, nil outside of one.
        case run(ByteSet, minimum: Int, maximum: Int, capture: Int?)
    }

    private var pieces: [Piece] = []
    private let groupCount: Int
    /// Bytes of the literals at the end, behind a run that could swallow them: that run ends where they begin.
    private var tail = 0
    private var tailRun = -1

    /// Nil when the pattern needs the general matcher.
    init?(_ node: PatternNode, groupCount: Int) {
        self.groupCount = groupCount
        guard collect(node, capture: nil), endsAreCertain() else { return nil }
    }

    private mutating func collect(_ node: PatternNode, capture: Int?) -> Bool {
        switch node {
        case .empty: return capture == nil
        case .bytes(let set):
            if capture == nil, let byte = set.single {
                append(literal: byte)
            } else {
                pieces.append(.run(set, minimum: 1, maximum: 1, capture: capture))
            }
            return true
        case .sequence(let parts):
            return capture == nil && parts.allSatisfy { collect($0, capture: nil) }
        case .capture(let inside, let index):
            guard capture == nil else { return false }
            switch inside {
            case .bytes, .repeated: return collect(inside, capture: index)
            default: return false
            }
        case .repeated(.bytes(let set), let minimum, let maximum, true):
            pieces.append(.run(set, minimum: minimum, maximum: maximum ?? Int.max, capture: capture))
            return true
        case .repeated, .choice: return false
        }
    }

    private mutating func append(literal byte: UInt8) {
        if case .literal(let bytes)? = pieces.last {
            pieces[pieces.count - 1] = .literal(bytes + [byte])
        } else {
            pieces.append(.literal([byte]))
        }
    }

    private mutating func endsAreCertain() -> Bool {
        for (index, piece) in pieces.enumerated() {
            guard case .run(let set, let minimum, let maximum, _) = piece, index + 1 < pieces.count else { continue }
            if minimum == maximum { continue }
            guard case .literal(let bytes) = pieces[index + 1] else { return false }
            if !set.contains(bytes[0]) { continue }
            guard index + 2 == pieces.count else { return false }
            tail = bytes.count
            tailRun = index
        }
        return true
    }

    /// The literal that every match begins with.
    var prefix: [UInt8] {
        if case .literal(let bytes)? = pieces.first { bytes } else { [] }
    }

    /// Whether it is nothing but a literal.
    var isLiteral: Bool {
        pieces.count == 1 && !prefix.isEmpty
    }

    /// As ``PatternProgram/match(_:)``.
    func match(_ path: UnsafeRawBufferPointer) -> [Int]? {
        var slots = groupCount == 0 ? [] : Array(repeating: -1, count: groupCount * 2)
        var at = 0
        for index in pieces.indices {
            switch pieces[index] {
            case .literal(let bytes):
                guard path.count - at >= bytes.count else { return nil }
                for offset in bytes.indices where path[at + offset] != bytes[offset] { return nil }
                at += bytes.count
            case .run(let set, let minimum, let maximum, let capture):
                let start = at
                let end = index == tailRun ? path.count - tail : path.count
                while at < end, at - start < maximum, set.contains(path[at]) { at += 1 }
                guard at - start >= minimum else { return nil }
                if let capture {
                    slots[capture * 2] = start
                    slots[capture * 2 + 1] = at
                }
            }
        }
        return at == path.count ? slots : nil
    }
}
