/// A media type with its parameters, such as `text/html; charset=utf-8` (RFC 9110 §8.3.1).
public struct MediaType: Sendable, Equatable {
    /// The type, in lower case: `text`.
    public var type: String
    /// The subtype, in lower case: `html`.
    public var subtype: String
    /// The parameters.
    public var parameters: [ParameterisedValue.Parameter]

    /// Reads a Content-Type; nil when it is not two tokens with a slash between.
    public init?(_ text: String) {
        let parsed = ParameterisedValue(text)
        let (type, subtype) = URLText.split(parsed.value, at: UInt8(ascii: "/"))
        guard let subtype, type.withOctets({ $0.isToken($0.whole) }), subtype.withOctets({ $0.isToken($0.whole) })
        else { return nil }
        self.type = type.lowercased()
        self.subtype = subtype.lowercased()
        parameters = parsed.parameters
    }

    /// `type/subtype`.
    public var essence: String { type + "/" + subtype }

    /// The value of a parameter (its name in lower case).
    public subscript(_ name: String) -> String? { parameters.last { $0.name == name }?.value }

    /// The charset in lower case, nil when none is named.
    public var charset: String? { self["charset"]?.lowercased() }

    /// Whether this is `application/x-www-form-urlencoded`.
    public var isURLEncodedForm: Bool { type == "application" && subtype == "x-www-form-urlencoded" }
    /// Whether this is `multipart/form-data`.
    public var isMultipartForm: Bool { type == "multipart" && subtype == "form-data" }
    /// Whether this is JSON: `application/json`, or a type whose subtype ends in `+json` (RFC 6839 §3.1).
    public var isJSON: Bool {
        type == "application" && subtype == "json" || subtype.utf8.reversed().starts(with: "+json".utf8.reversed())
    }
}
