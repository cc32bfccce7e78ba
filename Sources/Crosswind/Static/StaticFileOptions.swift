/// How a ``StaticFileHandler`` serves its directory (Tornado: the arguments of its `initialize`).
public struct StaticFileOptions: Sendable {
    /// Served for a directory, `index.html` for instance (Tornado: `default_filename`). A request for the directory
    /// without a slash at its end is then sent to the same with one. Nil: directories are 403.
    public var defaultFilename: String?

    /// Directories that symbolic links may lead into (Tornado: `allowed_symlink_directory`); empty for the directory
    /// that is served alone.
    public var allowedSymlinkDirectories: [String] = []

    /// Which compressed siblings may be sent in a file's place to clients that understand them, the preferred first:
    /// `app.js.br` for `app.js`. Off at first, since what is called so need not be it: only switch it on for directories
    /// whose build makes these files. A sibling that is older than its file is not used.
    public var precompressed: [PrecompressedCoding] = []

    /// The defaults, with that file for directories.
    public init(defaultFilename: String? = nil) { self.defaultFilename = defaultFilename }
}

/// A content coding of files that lie compressed beside the originals.
public struct PrecompressedCoding: Sendable, Hashable {
    /// Its name in `Accept-Encoding` and `Content-Encoding` (RFC 9110 §8.4.1).
    public let name: String
    /// What is behind the original's file name, with its point.
    public let suffix: String

    /// A coding of that name, in lower case, whose files end in `suffix`.
    public init(name: String, suffix: String) {
        self.name = name
        self.suffix = suffix
    }

    /// `br`, `.br` (RFC 7932).
    public static var brotli: Self { Self(name: "br", suffix: ".br") }
    /// `gzip`, `.gz` (RFC 1952).
    public static var gzip: Self { Self(name: "gzip", suffix: ".gz") }
    /// `zstd`, `.zst` (RFC 8878).
    public static var zstd: Self { Self(name: "zstd", suffix: ".zst") }
}
