/// Which media types a client wants (RFC 9110 §12.5.1).
public struct Accept: Sendable, Equatable {
    private struct Range: Equatable {
        let type: String
        let subtype: String
        let quality: Double
    }

    private let ranges: [Range]

    /// Reads a field's value; nil or an empty one accepts everything. Parameters other than `q` are not compared: no
    /// client that matters sends any.
    public init(_ header: String?) {
        let elements = QualityList(header ?? "").elements
        ranges =
            elements.isEmpty
            ? [Range(type: "*", subtype: "*", quality: 1)]
            : elements.compactMap { element in
                let (type, subtype) = URLText.split(element.value.lowercased(), at: UInt8(ascii: "/"))
                guard let subtype else { return nil }
                return Range(type: type, subtype: subtype, quality: element.quality)
            }
    }

    /// The weight of a media type such as `text/html` (lower case), 0 when it is not wanted: that of the most specific
    /// range that it falls into.
    public func quality(of mediaType: String) -> Double {
        let (type, rest) = URLText.split(mediaType, at: UInt8(ascii: "/"))
        guard let subtype = rest else { return 0 }
        var (best, specificity) = (0.0, 0)
        for range in ranges {
            let rank: Int
            switch (range.type == type, range.subtype == subtype) {
            case (true, true): rank = 3
            case (true, false) where range.subtype == "*": rank = 2
            case (false, _) where range.type == "*" && range.subtype == "*": rank = 1
            default: continue
            }
            if rank > specificity { (best, specificity) = (range.quality, rank) }
        }
        return best
    }

    /// The type to send of those at hand, in the server's order of preference, which decides between equals; nil when the
    /// client wants none of them (406).
    public func best(of mediaTypes: [String]) -> String? {
        var best: String?
        var weight = 0.0
        for mediaType in mediaTypes {
            let quality = quality(of: mediaType)
            if quality > weight { (best, weight) = (mediaType, quality) }
        }
        return best
    }
}
