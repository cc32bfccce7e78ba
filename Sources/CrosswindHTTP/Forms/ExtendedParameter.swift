/// A parameter in the extended notation (RFC 8187), or in several pieces (RFC 2231 §3).
struct ExtendedParameter {
    /// `name*`, `name*3` or `name*3*`.
    struct Section {
        /// Zero for `name*`.
        let number: Int
        /// Whether the text has percent escapes; charset and language then stand before the first piece.
        let isEncoded: Bool
        let text: [UInt8]

        /// `suffix` is what follows the name, from its first `*`; nil when it is none of the three forms.
        init?(_ suffix: Substring, _ text: [UInt8]) {
            var digits = suffix.utf8.dropFirst()
            isEncoded = suffix.utf8.last == UInt8(ascii: "*")
            if digits.last == UInt8(ascii: "*") { digits = digits.dropLast() }
            var number = 0
            for digit in digits {
                guard digit.isDigit, number < 1 << 20 else { return nil }
                number = number * 10 + Int(digit & 15)
            }
            self.number = number
            self.text = text
        }
    }

    let name: String
    var sections: [Section]

    /// The pieces together, decoded.
    var value: String {
        var bytes: [UInt8] = []
        for section in sections.sorted(by: { $0.number < $1.number }) {
            bytes += section.isEncoded ? Self.decoded(section.text) : section.text
        }
        guard sections.contains(where: \.isEncoded) else { return String(decoding: bytes, as: UTF8.self) }
        let parts = bytes.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return Self.text(bytes[...], charset: "us-ascii") }
        return Self.text(parts[2], charset: String(decoding: parts[0], as: UTF8.self).lowercased())
    }

    private static func decoded(_ text: [UInt8]) -> [UInt8] {
        text.withUnsafeBytes { URLCoding.decode(Octets($0), 0..<$0.count, plus: false) }
    }

    private static func text(_ bytes: ArraySlice<UInt8>, charset: String) -> String {
        switch charset {
        case "utf-8", "utf8": String(decoding: bytes, as: UTF8.self)
        case "us-ascii", "ascii":
            String(String.UnicodeScalarView(bytes.map { $0 < 0x80 ? Unicode.Scalar($0) : "\u{FFFD}" }))
        default: bytes.withUnsafeBytes { Octets($0).latin1(0..<$0.count) }
        }
    }
}
