import CrosswindHTTP

/// What a request's path names inside of a directory.
enum RelativePath {
    /// No file system has longer ones.
    private static let longest = 4096

    /// The percent-decoded `path`; nil for one that names no file that may be served: with an empty name, `.`, `..`, a
    /// hidden name (but `.well-known` at its beginning, RFC 8615), a NUL, or something other than UTF-8.
    static func decode(_ path: UnsafeRawBufferPointer) -> String? {
        guard path.count > 0, path.count <= longest else { return nil }
        var bytes = OutputBuffer(capacity: path.count)
        PercentDecoder.decode(path, into: &bytes)
        let decoded = bytes.bytes
        guard isServable(decoded) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func isServable(_ path: UnsafeRawBufferPointer) -> Bool {
        var start = 0
        for at in 0...path.count where at == path.count || path[at] == UInt8(ascii: "/") {
            guard at > start else { return false }
            if path[start] == UInt8(ascii: ".") {
                let name = UnsafeRawBufferPointer(rebasing: path[start..<at])
                guard start == 0, at < path.count, name.elementsEqual(".well-known".utf8) else { return false }
            }
            start = at + 1
        }
        return !path.contains(0)
    }
}
