extension Escape {
    /// `text` as part of a URL. With `plus`, for queries and forms: a blank becomes `+`, a slash `%2F`. Without, for
    /// paths: a blank becomes `%20`, slashes stay.
    public static func urlEscape(_ text: String, plus: Bool = true) -> String {
        var result: [UInt8] = []
        text.withOctets { URLCoding.encode($0, plus: plus, into: &result) }
        return String(decoding: result, as: UTF8.self)
    }

    /// The same for bytes that need not be text.
    public static func urlEscape(_ bytes: [UInt8], plus: Bool = true) -> String {
        var result: [UInt8] = []
        bytes.withUnsafeBytes { URLCoding.encode(Octets($0), plus: plus, into: &result) }
        return String(decoding: result, as: UTF8.self)
    }

    /// `text` with its percent escapes resolved, and with `plus` also `+` as a blank. Escapes that are not whole stay as
    /// they are; what is no UTF-8 afterwards becomes U+FFFD.
    public static func urlUnescape(_ text: String, plus: Bool = true) -> String {
        String(decoding: urlUnescapeToBytes(text, plus: plus), as: UTF8.self)
    }

    /// The same as bytes, for which nothing is replaced: Tornado's `url_unescape(…, encoding=None)`.
    public static func urlUnescapeToBytes(_ text: String, plus: Bool = true) -> [UInt8] {
        text.withOctets { URLCoding.decode($0, $0.whole, plus: plus) }
    }
}
