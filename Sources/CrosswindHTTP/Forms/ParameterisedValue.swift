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

    init(value: String) { self.value = value }

    /// The value of the parameter called `name` (lower case). An extended form wins over a plain one, as RFC 6266 §4.3
    /// asks; among equals the last wins.
    public subscript(_ name: String) -> String? { parameters.last { $0.name == name }?.value }
}
