/// Which responses ``Settings/compressResponse`` compresses, and how hard.
public struct ResponseCompression: Sendable {
    /// 1, the quickest, to 9, the smallest (Tornado: `GZIP_LEVEL`). 6: beyond it time grows faster than size shrinks.
    public var level = 6

    /// Shorter bodies stay as they are, in bytes (Tornado: `MIN_LENGTH`). 1,024: below that the field and gzip's own
    /// head use up what is won. A response that is sent in pieces is compressed whatever its length.
    public var minimumLength = 1024

    /// Media types that are compressed beside `text/…`, in lower case and without parameters (Tornado: `CONTENT_TYPES`).
    public var contentTypes: Set<String> = [
        "application/javascript", "application/x-javascript", "application/xml", "application/atom+xml",
        "application/json", "application/xhtml+xml", "image/svg+xml",
    ]

    /// Tornado's rules.
    public init() {}

    func covers(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" }
        return type.utf8.starts(with: "text/".utf8) || contentTypes.contains(String(type))
    }
}
