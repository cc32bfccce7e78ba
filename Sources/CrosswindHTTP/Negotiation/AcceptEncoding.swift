/// Which content codings a client understands (RFC 9110 §12.5.3).
public struct AcceptEncoding: Sendable, Equatable {
    private let list: QualityList

    /// Reads a field's value; nil for a request without one, which is taken to understand `identity` only. (RFC 9110
    /// would let a server send anything then; no server does.)
    public init(_ header: String?) { list = QualityList(header ?? "identity") }

    /// The weight of a coding (lower case), 0 when it must not be used. What is not named has the weight of `*`, and
    /// without `*` only `identity` is left to use. `x-gzip` is `gzip` (RFC 9110 §8.4.1.3).
    public func quality(of coding: String) -> Double {
        var star: Double?
        for element in list.elements {
            var name = element.value.lowercased()
            if name == "x-gzip" || name == "x-compress" { name.removeFirst(2) }
            if name == coding { return element.quality }
            if name == "*" { star = star ?? element.quality }
        }
        return star ?? (coding == "identity" ? 1 : 0)
    }

    /// The coding to use of those at hand, in the server's order of preference; nil for none, that is, to send the
    /// content as it is. The client's weights go first, the server's order decides between equals, and `identity` wins
    /// only where the client says that it likes it better.
    public func best(of codings: [String]) -> String? {
        var best: String?
        var weight = 0.0
        for coding in codings {
            let quality = quality(of: coding)
            if quality > weight { (best, weight) = (coding, quality) }
        }
        let isNamed = list.elements.contains { $0.value.lowercased() == "identity" }
        return isNamed && quality(of: "identity") > weight ? nil : best
    }

    /// Whether the content as it is would do; not when the client says `identity;q=0`, or `*;q=0` without naming it.
    public var allowsIdentity: Bool { quality(of: "identity") > 0 }
}
