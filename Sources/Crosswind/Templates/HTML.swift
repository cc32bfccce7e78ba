/// Text that is HTML already: templates insert it as it is, while they escape every other text.
///
/// Whoever makes one answers for what is in it. ``init(escaping:)`` is the way for text of any origin.
public struct HTML: Sendable, Hashable, CustomStringConvertible {
    /// The HTML.
    public let text: String

    /// Text that is known to be HTML.
    public init(_ text: String) { self.text = text }

    /// Text that is none: `<` becomes `&lt;`, and so on.
    public init(escaping text: String) { self.text = Escape.xhtmlEscape(text) }

    /// The HTML.
    public var description: String { text }
}
