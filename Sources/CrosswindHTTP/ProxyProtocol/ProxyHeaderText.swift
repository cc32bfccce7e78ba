/// Version 1: `PROXY TCP4 192.0.2.1 198.51.100.1 4711 443` and CRLF (section 2.1).
enum ProxyHeaderText {
    /// The longest line with its end, as the specification counts it.
    private static let longest = 107

    static func parse(_ octets: Octets) throws(ProxyHeaderError) -> (header: ProxyHeader, length: Int)? {
        guard try octets.begins(with: "PROXY ") else { return nil }
        let seen = min(octets.count, longest)
        guard let end = octets.first(0x0A, in: 0..<seen) else {
            if octets.count >= longest { throw .tooLong }
            return nil
        }
        guard octets[end - 1] == 0x0D else { throw .malformed }
        return (try header(octets, 6..<(end - 1)), end + 1)
    }

    /// What stands between `PROXY ` and the line's end.
    private static func header(_ octets: Octets, _ range: Range<Int>) throws(ProxyHeaderError) -> ProxyHeader {
        var at = range.lowerBound
        let family = nextWord(octets, &at, range.upperBound)
        // Whatever follows it is to be ignored.
        if octets.equals("UNKNOWN", family) { return ProxyHeader(.unknown) }
        let isIPv4 = octets.equals("TCP4", family)
        guard isIPv4 || octets.equals("TCP6", family) else { throw .malformed }
        let source = octets.address(nextWord(octets, &at, range.upperBound), isIPv4: isIPv4)
        let destination = octets.address(nextWord(octets, &at, range.upperBound), isIPv4: isIPv4)
        let sourcePort = octets.port(nextWord(octets, &at, range.upperBound))
        let destinationPort = octets.port(nextWord(octets, &at, range.upperBound))
        guard let source, let destination, let sourcePort, let destinationPort, at == range.upperBound + 1 else {
            throw .malformed
        }
        return ProxyHeader(
            .network(
                ProxyHeader.Endpoint(source, port: sourcePort),
                to: ProxyHeader.Endpoint(destination, port: destinationPort)))
    }

    /// Up to the next space, which is skipped, or `end`; then `at` is one behind that.
    private static func nextWord(_ octets: Octets, _ at: inout Int, _ end: Int) -> Range<Int> {
        guard at <= end else { return end..<end }
        let stop = octets.first(0x20, in: at..<end) ?? end
        defer { at = stop + 1 }
        return at..<stop
    }
}

extension Octets {
    /// Whether all of `text` has come; an error when something else has.
    func begins(with text: StaticString) throws(ProxyHeaderError) -> Bool {
        let common = min(count, text.utf8CodeUnitCount)
        guard equals(text, 0..<common, prefix: true) else { throw .missing }
        return common == text.utf8CodeUnitCount
    }

    fileprivate func equals(_ text: StaticString, _ range: Range<Int>, prefix: Bool = false) -> Bool {
        let length = text.utf8CodeUnitCount
        guard prefix ? range.count <= length : range.count == length else { return false }
        for (offset, at) in range.enumerated() where self[at] != text.utf8Start[offset] { return false }
        return true
    }

    fileprivate func address(_ range: Range<Int>, isIPv4: Bool) -> IPAddress? {
        guard (first(UInt8(ascii: ":"), in: range) == nil) == isIPv4 else { return nil }
        return IPAddress(text: dropFirst(range.lowerBound).prefix(range.count))
    }

    /// A port in decimal without leading zeros.
    fileprivate func port(_ range: Range<Int>) -> UInt16? {
        guard range.count > 0, range.count <= 5, range.count == 1 || self[range.lowerBound] != 0x30 else { return nil }
        var value = 0
        for at in range {
            guard self[at] >= 0x30, self[at] <= 0x39 else { return nil }
            value = value * 10 + Int(self[at] - 0x30)
        }
        return UInt16(exactly: value)
    }
}
