/// Walks through the pairs of a `Cookie` field, skipping those that no cookie can have.
struct CookieScan {
    let bytes: Octets
    private var at = 0

    init(_ bytes: Octets) { self.bytes = bytes }

    /// The next usable pair; its value still quoted.
    mutating func next() -> (name: Range<Int>, value: Range<Int>)? {
        while at < bytes.count {
            let end = bytes.first(UInt8(ascii: ";"), in: at..<bytes.count) ?? bytes.count
            defer { at = end + 1 }
            guard let equals = bytes.first(UInt8(ascii: "="), in: at..<end) else { continue }
            let name = CookieText.trimmed(bytes, at..<equals)
            guard CookieText.isName(bytes, name) else { continue }
            return (name, CookieText.trimmed(bytes, equals + 1..<end))
        }
        return nil
    }
}
