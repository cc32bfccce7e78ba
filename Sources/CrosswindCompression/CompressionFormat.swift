/// What stands around the deflated bytes (RFC 1951).
public struct CompressionFormat: Sendable, Equatable {
    private enum Code { case gzip, zlib }

    private let code: Code

    /// RFC 1952: HTTP's `Content-Encoding: gzip`, files named `.gz`. Written without a name and a time, so that equal
    /// input gives equal output.
    public static var gzip: Self { Self(code: .gzip) }
    /// RFC 1950: what Python's `zlib.compress` writes; HTTP's `deflate`.
    public static var zlib: Self { Self(code: .zlib) }

    /// zlib's `windowBits`: the largest window, and 16 more for gzip.
    var windowBits: Int32 { code == .gzip ? 31 : 15 }
}
