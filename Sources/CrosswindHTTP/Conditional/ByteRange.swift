/// The part of a representation that a `Range` asks for (RFC 9110 §14). One range of bytes, as in Tornado: several at
/// once would need a multipart answer, which no browser asks for, and are ignored as RFC 9110 §14.2 allows.
public struct ByteRange: Sendable, Equatable {
    /// What to answer.
    public enum Selection: Sendable, Equatable {
        /// 200 with everything: no range, one that makes no sense, several, or one that is the whole. (Chrome plays no
        /// audio that comes as 206 for `bytes=0-`.)
        case whole
        /// 206 with these bytes, which are at least one and not all.
        case partial(Range<Int>)
        /// 416 with `Content-Range: bytes */size`.
        case unsatisfiable
    }

    /// The first byte, nil for a suffix.
    public let first: Int?
    /// The last byte, nil for all that follow; of a suffix its length.
    public let last: Int?

    /// Reads `bytes=0-99`, `bytes=100-` or `bytes=-100`; nil for everything else. Numbers of any length are read, those
    /// beyond `Int.max` as that.
    public init?(_ text: String) {
        let parsed = text.withOctets { bytes -> (first: Int?, last: Int?)? in
            guard let equals = bytes.first(UInt8(ascii: "="), in: bytes.whole),
                bytes.equals("bytes", in: bytes.trimmed(0..<equals))
            else { return nil }
            let range = bytes.trimmed(equals + 1..<bytes.count)
            guard let hyphen = bytes.first(UInt8(ascii: "-"), in: range) else { return nil }
            let first = bytes.trimmed(range.lowerBound..<hyphen)
            let last = bytes.trimmed(hyphen + 1..<range.upperBound)
            guard !first.isEmpty || !last.isEmpty, let start = Self.number(bytes, first),
                let end = Self.number(bytes, last)
            else { return nil }
            return (first.isEmpty ? nil : start, last.isEmpty ? nil : end)
        }
        guard let parsed else { return nil }
        (first, last) = parsed
    }

    /// Zero for no digits, nil for something other than digits.
    private static func number(_ bytes: Octets, _ range: Range<Int>) -> Int? {
        var value = 0
        for at in range {
            guard bytes[at].isDigit else { return nil }
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooMuch) = product.addingReportingOverflow(Int(bytes[at] &- 0x30))
            value = isTooLarge || isTooMuch ? Int.max : sum
        }
        return value
    }

    /// What of `size` bytes is meant. A range that begins behind the end or ends before its beginning, and a suffix of no
    /// bytes, cannot be satisfied; one that only ends behind the end is cut.
    public func selection(size: Int) -> Selection {
        let range: Range<Int>
        if let first {
            let end = last.map { $0 < size ? $0 + 1 : size } ?? size
            guard first < size, first < end else { return .unsatisfiable }
            range = first..<end
        } else {
            let length = last ?? 0
            guard length > 0, size > 0 else { return .unsatisfiable }
            range = max(0, size - length)..<size
        }
        return range.count == size ? .whole : .partial(range)
    }

    /// What of `size` bytes a `Range` field selects; nil for a request without one.
    public static func select(_ header: String?, size: Int) -> Selection {
        guard let header, let range = ByteRange(header) else { return .whole }
        return range.selection(size: size)
    }

    /// The value of `Content-Range` for a part: `bytes 0-99/1000`. `range` must not be empty.
    public static func contentRange(_ range: Range<Int>, size: Int) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
    }

    /// The value of `Content-Range` with a 416: `bytes */1000`.
    public static func unsatisfied(size: Int) -> String { "bytes */\(size)" }
}
