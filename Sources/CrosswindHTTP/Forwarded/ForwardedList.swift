/// A comma-separated list that is taken apart from its end.
///
/// From the end even where quotes matter: the last element is the nearest proxy's and well-formed, whereas a quote that
/// a client left open would swallow it for a reader who comes from the left.
struct ForwardedList {
    enum Element {
        /// Bytes between two commas, without blanks around them; may be empty.
        case text(UnsafeRawBufferPointer)
        /// A quote without its partner; nothing left of it can be told apart.
        case unbalanced
    }

    /// Nil once all is taken.
    private var rest: UnsafeRawBufferPointer?
    private let quotes: Bool

    init(_ text: UnsafeRawBufferPointer, quotes: Bool) {
        rest = text
        self.quotes = quotes
    }

    /// The last element, nil when there is none left.
    mutating func removeLast() -> Element? {
        guard let text = rest else { return nil }
        var index = text.count
        while index > 0 {
            index -= 1
            switch text[index] {
            case UInt8(ascii: ","):
                rest = UnsafeRawBufferPointer(rebasing: text[..<index])
                return .text(UnsafeRawBufferPointer(rebasing: text[(index + 1)...]).trimmed())
            case UInt8(ascii: "\"") where quotes:
                guard let open = Self.openingQuote(text, before: index) else {
                    rest = nil
                    return .unbalanced
                }
                index = open
            default: break
            }
        }
        rest = nil
        return .text(text.trimmed())
    }

    /// The nearest quote left of `close` that no backslash escapes. Every backslash run is counted once, so the whole
    /// walk is linear.
    private static func openingQuote(_ text: UnsafeRawBufferPointer, before close: Int) -> Int? {
        var index = close
        while index > 0 {
            index -= 1
            guard text[index] == UInt8(ascii: "\"") else { continue }
            var slashes = 0
            while index - slashes > 0, text[index - slashes - 1] == UInt8(ascii: "\\") { slashes += 1 }
            if slashes.isMultiple(of: 2) { return index }
            index -= slashes
        }
        return nil
    }
}
