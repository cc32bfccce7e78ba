/// Which media type a file has, by its name: a table, so that it is the same on every machine.
public enum MIMEType {
    /// The Content-Type for the file at `path`, as Tornado's `StaticFileHandler` gives it.
    ///
    /// A file that is compressed as such has the type of its compression (RFC 6713), not of what is inside:
    /// `application/gzip` for gzip, `application/octet-stream` for the others, and for unknown extensions. There is no
    /// charset.
    public static func of(path: String) -> String {
        let (type, encoding) = guess(path: path)
        if let encoding { return encoding == "gzip" ? "application/gzip" : "application/octet-stream" }
        return type ?? "application/octet-stream"
    }

    /// The media type, and the compression around it: Python's `mimetypes.guess_type`. `page.html.gz` is `text/html` in
    /// `gzip`.
    public static func guess(path: String) -> (type: String?, encoding: String?) {
        var (base, suffix) = splitSuffix(path)
        if let (inner, coding) = combined[suffix.lowercased()] { return (table[inner], coding) }
        let encoding = encodings[suffix]
        if encoding != nil {
            (base, suffix) = splitSuffix(base)
            if combined[suffix.lowercased()] != nil { return (table["tar"], encoding) }
        }
        return (table[suffix.lowercased()], encoding)
    }

    /// Case counts: `.Z` is compress, `.z` nothing.
    private static let encodings = ["gz": "gzip", "Z": "compress", "bz2": "bzip2", "xz": "xz", "br": "br"]

    private static let combined = [
        "svgz": ("svg", "gzip"), "tgz": ("tar", "gzip"), "taz": ("tar", "gzip"), "tz": ("tar", "gzip"),
        "tbz2": ("tar", "bzip2"), "txz": ("tar", "xz"),
    ]

    /// The name without its last extension, and the extension without its point. Points at the front of a name begin no
    /// extension.
    private static func splitSuffix(_ path: String) -> (base: String, suffix: String) {
        let bytes = path.utf8
        let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { bytes.index(after: $0) } ?? bytes.startIndex
        let name = bytes[start...].drop { $0 == UInt8(ascii: ".") }
        guard let point = name.lastIndex(of: UInt8(ascii: ".")) else { return (path, "") }
        return (String(path[..<point]), String(path[bytes.index(after: point)...]))
    }
}
