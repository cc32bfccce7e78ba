/// What `If-Match` and `If-None-Match` hold: some tags, or `*` for any (RFC 9110 §13.1.1).
public struct EntityTagList: Sendable, Equatable {
    /// Whether it begins with `*`, which any representation matches.
    public var isAny = false
    /// The tags, in the order sent.
    public var tags: [EntityTag] = []

    /// Reads a field's value. What is no tag is passed over; no tag at all makes an empty list, which nothing matches.
    public init(_ text: String) {
        (isAny, tags) = text.withOctets { bytes in
            var isAny = false
            var tags: [EntityTag] = []
            var scan = EntityTagScan(bytes)
            while let element = scan.next() {
                switch element {
                case .any: isAny = isAny || tags.isEmpty
                case .tag(let isWeak, let opaque): tags.append(EntityTag(bytes.repaired(opaque), isWeak: isWeak))
                }
            }
            return (isAny, tags)
        }
    }

    /// Whether `tag` is one of them by the strong comparison (`If-Match`). Nil for no representation matches nothing.
    public func matchesStrongly(_ tag: EntityTag?) -> Bool {
        guard let tag else { return false }
        return isAny || tags.contains { $0.matchesStrongly(tag) }
    }

    /// Whether `tag` is one of them by the weak comparison (`If-None-Match`).
    public func matchesWeakly(_ tag: EntityTag?) -> Bool {
        guard let tag else { return false }
        return isAny || tags.contains { $0.matchesWeakly(tag) }
    }
}
