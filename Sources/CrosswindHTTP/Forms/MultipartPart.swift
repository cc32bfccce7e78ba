/// One part of a multipart form: a field, or a file.
public struct MultipartPart: Sendable, Equatable {
    /// The field's name.
    public var name: String
    /// The file's name as the client says it, nil for a field that is no file. It is whatever the client likes, `../` and
    /// all: never a path to write to.
    public var filename: String?
    /// The part's Content-Type as sent, nil when it has none. Whatever the client likes, too.
    public var contentType: String?
    /// All of the part's header fields; values are UTF-8 here, as browsers send them.
    public var fields: HTTPFields
    /// Where the content lies in the body: an offset and a length, so that an upload is not copied.
    public var content: Range<Int>

    /// Whether this is a file: it has a name that is not empty. (A browser sends an empty one for a file input without a
    /// choice, and Tornado counts that as an argument.)
    public var isFile: Bool { filename != nil }
}
