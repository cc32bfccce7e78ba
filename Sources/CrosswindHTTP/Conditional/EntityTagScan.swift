/// Finds the tags in a list, whatever stands between them, as Tornado does: a client that forgets a comma still means its
/// tags. `*` counts where a tag could stand.
struct EntityTagScan {
    enum Element {
        case any
        case tag(isWeak: Bool, opaque: Range<Int>)
    }

    private let bytes: Octets
    private var at = 0

    init(_ bytes: Octets) { self.bytes = bytes }

    mutating func next() -> Element? {
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "*"):
                at += 1
                return .any
            case UInt8(ascii: "\""):
                // One without a partner is the last there is, so this is looked for in vain only once.
                guard let end = bytes.first(UInt8(ascii: "\""), in: at + 1..<bytes.count) else {
                    at += 1
                    continue
                }
                let isWeak = at >= 2 && bytes[at - 1] == UInt8(ascii: "/") && bytes[at - 2] == UInt8(ascii: "W")
                let opaque = at + 1..<end
                at = end + 1
                return .tag(isWeak: isWeak, opaque: opaque)
            default: at += 1
            }
        }
        return nil
    }
}
