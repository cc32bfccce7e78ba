/// Why a response head was refused: the application's mistake, not the client's. Nothing of the offending field has been
/// written when this is thrown, so the caller can truncate the buffer to where the head began and answer 500.
public struct HTTPFieldError: Error, Sendable, Equatable {
    private enum Code: UInt8 {
        case invalidStatus, invalidReason, invalidName, invalidValue, hopByHop
        case invalidContentLength, repeatedContentLength
        case invalidCookieName, invalidCookieValue, invalidCookieAttribute
    }

    private let code: Code

    private init(_ code: Code) { self.code = code }

    /// A status outside of 100 to 999 (RFC 9110 §15).
    public static var invalidStatus: Self { Self(.invalidStatus) }
    /// A control byte in the reason phrase (RFC 9112 §4).
    public static var invalidReason: Self { Self(.invalidReason) }
    /// A name that is empty or no token (RFC 9110 §5.1).
    public static var invalidName: Self { Self(.invalidName) }
    /// CR, LF, NUL or another control byte in a value (RFC 9110 §5.5).
    public static var invalidValue: Self { Self(.invalidValue) }
    /// A field that is about this connection, which is ours (RFC 9110 §7.6.1, PEP 3333 "Other HTTP Features").
    public static var hopByHop: Self { Self(.hopByHop) }
    /// A Content-Length that is not one plain number (RFC 9110 §8.6).
    public static var invalidContentLength: Self { Self(.invalidContentLength) }
    /// More than one Content-Length (RFC 9110 §8.6).
    public static var repeatedContentLength: Self { Self(.repeatedContentLength) }

    /// A cookie's name that is empty, no token, or one of the attributes' names (RFC 6265 §4.1.1, `http.cookies`).
    public static var invalidCookieName: Self { Self(.invalidCookieName) }
    /// A control character in a cookie's value, or one beyond U+00FF, which no cookie can carry unencoded.
    public static var invalidCookieValue: Self { Self(.invalidCookieValue) }
    /// A control character, blank, semicolon or anything beyond ASCII in a cookie's domain or path: it would begin
    /// another attribute (RFC 6265 §4.1.1).
    public static var invalidCookieAttribute: Self { Self(.invalidCookieAttribute) }

    /// The status to answer with.
    public var status: UInt16 { 500 }

    /// A short reason for the log; it holds nothing of the response.
    public var reason: StaticString {
        switch code {
        case .invalidStatus: "status code outside of 100 to 999"
        case .invalidReason: "control byte in the reason phrase"
        case .invalidName: "invalid response header name"
        case .invalidValue: "control byte in a response header value"
        case .hopByHop: "hop-by-hop response header"
        case .invalidContentLength: "Content-Length is not a number"
        case .repeatedContentLength: "more than one Content-Length"
        case .invalidCookieName: "invalid cookie name"
        case .invalidCookieValue: "invalid character in a cookie's value"
        case .invalidCookieAttribute: "invalid character in a cookie's attribute"
        }
    }
}
