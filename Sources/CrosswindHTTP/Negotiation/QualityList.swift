/// A list of what a client accepts, each with a weight: `gzip, br;q=0.8, *;q=0` (RFC 9110 §12.4.2).
public struct QualityList: Sendable, Equatable {
    /// One element.
    public struct Element: Sendable, Equatable {
        /// What stands before the first semicolon, without white space around it.
        public var value: String
        /// Its weight: 1 when none is said, 0 for "not this". Nonsense counts as 0.
        public var quality: Double
    }

    /// The elements in the order sent, empty ones left out.
    public var elements: [Element] = []

    /// Reads a field's value. Linear in its length.
    public init(_ text: String) {
        elements = text.withOctets { bytes in
            var elements: [Element] = []
            var at = 0
            while at <= bytes.count {
                let end = bytes.first(UInt8(ascii: ","), in: at..<bytes.count) ?? bytes.count
                if let element = Self.element(bytes, at..<end) { elements.append(element) }
                at = end + 1
            }
            return elements
        }
    }

    /// The elements with a weight above zero, heaviest first, equals in the order sent: Tornado's order of languages.
    public var ranked: [Element] {
        elements.filter { $0.quality > 0 }.enumerated().sorted {
            ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset)
        }.map(\.element)
    }

    /// The weight may stand behind other parameters (`text/html;level=1;q=0.5`).
    private static func element(_ bytes: Octets, _ range: Range<Int>) -> Element? {
        var end = bytes.first(UInt8(ascii: ";"), in: range) ?? range.upperBound
        let value = bytes.trimmed(range.lowerBound..<end)
        guard !value.isEmpty else { return nil }
        var quality = 1.0
        while end < range.upperBound {
            let start = end + 1
            end = bytes.first(UInt8(ascii: ";"), in: start..<range.upperBound) ?? range.upperBound
            let parameter = bytes.trimmed(start..<end)
            guard parameter.count >= 2, bytes[parameter.lowerBound].lowered == UInt8(ascii: "q"),
                bytes[parameter.lowerBound + 1] == UInt8(ascii: "=")
            else { continue }
            quality = number(bytes, bytes.trimmed(parameter.lowerBound + 2..<parameter.upperBound))
            break
        }
        return Element(value: bytes.repaired(value), quality: quality)
    }

    /// Digits with at most one point; 0 for everything else. Weights above 1 are against the rule and are taken, as by
    /// Tornado: they still say what the client likes best.
    private static func number(_ bytes: Octets, _ range: Range<Int>) -> Double {
        var (points, digits) = (0, 0)
        for at in range {
            if bytes[at] == UInt8(ascii: ".") {
                points += 1
            } else if bytes[at].isDigit {
                digits += 1
            } else {
                return 0
            }
        }
        guard points <= 1, digits > 0, range.count <= 32 else { return 0 }
        return Double("0" + bytes.repaired(range) + (points == 1 ? "0" : "")) ?? 0
    }
}
