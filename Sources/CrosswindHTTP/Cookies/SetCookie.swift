/// Writes a cookie as the value of a `Set-Cookie` field (RFC 6265 §4.1), in the form and order of Python's
/// `http.cookies`.
///
/// Whatever a semicolon or a line end in name, value, domain or path could smuggle in (another attribute, another
/// field) is refused: in the value semicolons are escaped by the quoting, elsewhere they and all blanks and control
/// characters are errors, as in Tornado. A control character in the value is an error too.
public enum SetCookie {
    /// The field's value, such as `a=b; HttpOnly; Path=/`.
    ///
    /// Throws `invalidCookieName`, `invalidCookieValue` or `invalidCookieAttribute`.
    public static func value(_ cookie: Morsel) throws(HTTPFieldError) -> String {
        guard cookie.key.withOctets({ CookieText.isName($0, $0.whole) }) else { throw .invalidCookieName }
        guard let coded = CookieText.quote(cookie.value) else { throw .invalidCookieValue }
        var text = cookie.key + "=" + coded
        if let domain = try attribute(cookie.domain) { text += "; Domain=" + domain }
        if let expires = cookie.expires { text += "; expires=" + expires.text }
        if cookie.httpOnly { text += "; HttpOnly" }
        if let seconds = cookie.maxAge { text += "; Max-Age=" + String(seconds) }
        if cookie.partitioned { text += "; Partitioned" }
        if let path = try attribute(cookie.path) { text += "; Path=" + path }
        if let sameSite = cookie.sameSite { text += "; SameSite=" + sameSite.rawValue }
        if cookie.secure { text += "; Secure" }
        return text
    }

    /// Nil for what is absent or empty.
    private static func attribute(_ value: String?) throws(HTTPFieldError) -> String? {
        guard let value, !value.isEmpty else { return nil }
        for byte in value.utf8 where byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: ";") {
            throw .invalidCookieAttribute
        }
        return value
    }
}
