/// A validator for a representation (RFC 9110 §8.8.3): `"xyzzy"`, or `W/"xyzzy"` when it only promises that two are as
/// good as each other, not that their bytes are the same.
public struct EntityTag: Sendable, Equatable {
    /// Whether it is weak.
    public var isWeak: Bool
    /// What stands between the quotes.
    public var opaque: String

    /// A tag; `opaque` without quotes.
    public init(_ opaque: String, isWeak: Bool = false) {
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// Reads one tag as it stands in an `ETag` field; nil when it is none.
    public init?(parsing text: String) {
        guard
            let tag = text.withOctets({ bytes -> EntityTag? in
                var scan = EntityTagScan(bytes)
                guard case .tag(let weak, let opaque)? = scan.next(), opaque.upperBound + 1 == bytes.count,
                    opaque.lowerBound == (weak ? 3 : 1)
                else { return nil }
                return EntityTag(bytes.repaired(opaque), isWeak: weak)
            })
        else { return nil }
        self = tag
    }

    /// Whether both are strong and the same: for ranges and for changes (RFC 9110 §8.8.3.2).
    public func matchesStrongly(_ other: EntityTag) -> Bool { !isWeak && !other.isWeak && matchesWeakly(other) }

    /// Whether they are the same but for strength: for caches (RFC 9110 §8.8.3.2).
    /// Byte by byte: to `==` an accented letter and a letter with an accent behind it would be the same.
    public func matchesWeakly(_ other: EntityTag) -> Bool { opaque.utf8.elementsEqual(other.opaque.utf8) }
}

extension EntityTag: CustomStringConvertible {
    /// The tag as it stands in a field.
    public var description: String { (isWeak ? "W/\"" : "\"") + opaque + "\"" }
}
