// Semicolons separate parameters unless they stand within quotes; that is decided by the number of quotes so far that no
// backslash precedes, counted once for each byte. (Tornado counted from the start for every semicolon.)

struct ParameterParser {
    private let bytes: Octets
    private var extended: [ExtendedParameter] = []
    private var places: [String: Int] = [:]
    private var result = ParameterisedValue(value: "")

    init(_ bytes: Octets) { self.bytes = bytes }

    consuming func parse() -> ParameterisedValue {
        var start = 0
        var isFirst = true
        while start <= bytes.count {
            let end = separator(from: start)
            let piece = bytes.trimmed(start..<end)
            if isFirst { result.value = bytes.repaired(piece) } else { parameter(piece) }
            isFirst = false
            start = end + 1
        }
        for parameter in extended {
            result.parameters.append(.init(name: parameter.name, value: parameter.value))
        }
        return result
    }

    /// The next semicolon outside of quotes, or the end.
    private func separator(from start: Int) -> Int {
        var isQuoted = false
        var at = start
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\"") where at == start || bytes[at - 1] != UInt8(ascii: "\\"): isQuoted.toggle()
            case UInt8(ascii: ";") where !isQuoted: return at
            default: break
            }
            at += 1
        }
        return bytes.count
    }

    private mutating func parameter(_ piece: Range<Int>) {
        guard let equals = bytes.first(UInt8(ascii: "="), in: piece) else { return }
        let name = bytes.repaired(bytes.trimmed(piece.lowerBound..<equals)).lowercased()
        let value = unquoted(bytes.trimmed(equals + 1..<piece.upperBound))
        guard let star = name.utf8.firstIndex(of: UInt8(ascii: "*")), star > name.startIndex,
            name.unicodeScalars[..<star].allSatisfy(LinkScanner.isWord),
            let section = ExtendedParameter.Section(name[star...], value)
        else { return result.parameters.append(.init(name: name, value: String(decoding: value, as: UTF8.self))) }
        let base = String(name[..<star])
        // Through a dictionary: compared one by one, a head full of different names would cost its square.
        if let at = places[base] {
            extended[at].sections.append(section)
        } else {
            places[base] = extended.count
            extended.append(ExtendedParameter(name: base, sections: [section]))
        }
    }

    /// The bytes without quotes and the backslashes that they need.
    private func unquoted(_ range: Range<Int>) -> [UInt8] {
        let (quote, slash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
        guard range.count >= 2, bytes[range.lowerBound] == quote, bytes[range.upperBound - 1] == quote else {
            return bytes.array(range)
        }
        let inner = range.lowerBound + 1..<range.upperBound - 1
        guard bytes.first(slash, in: inner) != nil else { return bytes.array(inner) }
        var result: [UInt8] = []
        result.reserveCapacity(inner.count)
        var at = inner.lowerBound
        while at < inner.upperBound {
            if bytes[at] == slash, at + 1 < inner.upperBound, bytes[at + 1] == slash || bytes[at + 1] == quote {
                at += 1
            }
            result.append(bytes[at])
            at += 1
        }
        return result
    }
}

extension ParameterisedValue {
    /// Takes a value apart.
    ///
    /// Never fails: parameters without `=` are left out, a quote without its partner belongs to the value. Of quoted
    /// values the quotes go, and the backslash before a quote or a backslash; other backslashes stay, because browsers
    /// used to send `C:\path\name` so. `name*=charset'language'text` is decoded (UTF-8, ISO 8859-1 and ASCII are known;
    /// of another charset the bytes become code points), `name*0`, `name*1` … are put together. Linear, however many
    /// semicolons and quotes there are (Tornado's CVE-2025-67726).
    public init(_ text: String) {
        self = text.withOctets { ParameterParser($0).parse() }
    }

    /// The same for UTF-8 bytes. What is no UTF-8 becomes U+FFFD.
    public init(_ bytes: UnsafeRawBufferPointer) {
        self = ParameterParser(Octets(bytes)).parse()
    }
}
