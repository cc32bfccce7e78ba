// Browsers follow none of the specifications, so neither does this: a header is taken apart at its semicolons, as
// Tornado (and Django) do it, and a pair that makes no sense costs itself and nothing else.

/// What a browser sends back: the `Cookie` field (RFC 6265 §5.4).
public enum CookieHeader {
    /// The pairs in the order sent.
    ///
    /// A pair whose name is empty, no token, or the name of an attribute (`Path`, `expires` …, which Python's
    /// `http.cookies` refuses and `SetCookie` therefore never sends) is skipped; the others survive. A value in double
    /// quotes is unquoted, octal escapes included. Names may repeat, and then the last one counts, as in Tornado. Bytes
    /// from 0x80 on are code points of the same number (ISO 8859-1). Linear in the length of the field.
    public static func parse(_ bytes: UnsafeRawBufferPointer) -> [(name: String, value: String)] {
        let octets = Octets(bytes)
        var result: [(name: String, value: String)] = []
        var scan = CookieScan(octets)
        while let pair = scan.next() {
            result.append((octets.repaired(pair.name), CookieText.unquote(octets, pair.value)))
        }
        return result
    }

    /// The same for text of code points up to U+00FF, as a header list holds it.
    public static func parse(_ text: String) -> [(name: String, value: String)] {
        latin1(text).withUnsafeBytes { parse($0) }
    }

    /// The value of the last cookie called `name`, for those who want one and not all; nil when there is none.
    public static func value(of name: String, in bytes: UnsafeRawBufferPointer) -> String? {
        let octets = Octets(bytes)
        return name.withOctets { name in
            var found: Range<Int>?
            var scan = CookieScan(octets)
            while let pair = scan.next() {
                if octets.slice(pair.name).elementsEqual(name.slice(name.whole)) { found = pair.value }
            }
            return found.map { CookieText.unquote(octets, $0) }
        }
    }

    /// The cookies by their names, as Tornado's `request.cookies` has them: of names that repeat, the last.
    public static func morsels(_ bytes: UnsafeRawBufferPointer) -> [String: Morsel] {
        var result: [String: Morsel] = [:]
        for (name, value) in parse(bytes) { result[name] = Morsel(name, value) }
        return result
    }

    /// The same for text of code points up to U+00FF.
    public static func morsels(_ text: String) -> [String: Morsel] {
        latin1(text).withUnsafeBytes { morsels($0) }
    }

    /// One byte a code point; what lies beyond, which no header can have held, becomes a question mark.
    private static func latin1(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(exactly: $0.value) ?? UInt8(ascii: "?") }
    }
}
