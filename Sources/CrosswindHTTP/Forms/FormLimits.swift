/// How much a form may hold. The body's own size is bounded by `HTTPLimits.body`; these bound what is made of it.
public struct FormLimits: Sendable, Equatable {
    /// Fields of a URL-encoded body, and of a query; more is 400.
    ///
    /// Each costs a name, a value and a place in a dictionary, many times the two bytes (`a&`) that it may have on the
    /// wire. 1000 is Tornado's figure and Django's: no form that a person fills in comes near.
    public var fields = 1000

    /// The limits of multipart bodies.
    public var multipart = MultipartLimits()

    /// The defaults.
    public init() {}
}

/// How much a multipart form may hold: Tornado's `ParseMultipartConfig`.
public struct MultipartLimits: Sendable, Equatable {
    /// Whether multipart bodies are parsed at all. A service that takes no uploads is safer without.
    public var isEnabled = true

    /// Parts of a body; more is 400.
    ///
    /// 100 is Tornado's figure: each `<input>` of a form is a part. (Tornado counts the nothing before the first
    /// delimiter too, so that its hundredth part is refused; here it is taken.)
    public var parts = 100

    /// Bytes of a part's head, without the empty line; more is 400.
    ///
    /// A head names a field, a file and a type. 10 KiB, Tornado's figure, hold the longest file name there is many times
    /// over, and bound what can be spent on a head's lines and parameters.
    public var partHead = 10_240

    /// Bytes of the boundary: fixed by RFC 2046 §5.1.1.
    public static var boundary: Int { 70 }

    /// The defaults.
    public init() {}
}
