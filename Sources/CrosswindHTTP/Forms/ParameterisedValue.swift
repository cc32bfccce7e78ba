/// A header value with parameters, such as `form-data; name="a"; filename="b.txt"`. Tornado's `_parse_header`.
public struct ParameterisedValue: Sendable, Equatable {
    /// One parameter.
    public struct Parameter: Sendable, Equatable {
        /// The name in lower case, without the `*` of an extended one.
        public var name: String
        /// The value, unquoted and decoded.
        public var value: String
    }

    /// What stands before the first semicolon, without white space around it.
    public var value: String
    /// The parameters, extended ones (RFC 8187, RFC 2231) behind the plain ones. Use the subscript to find one.
    public var parameters: [Parameter] = []

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

    init(value: String) { self.value = value }

    /// The value of the parameter called `name` (lower case). An extended form wins over a plain one, as RFC 6266 §4.3
    /// asks; among equals the last wins.
    public subscript(_ name: String) -> String? { parameters.last { $0.name == name }?.value }
}
