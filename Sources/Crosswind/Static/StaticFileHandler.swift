import CrosswindStatic
public import CrosswindHTTP
import Logging
public import NIOCore

/// Serves the files of a directory (Tornado: `tornado.web.StaticFileHandler`).
///
///     .static("/static/", directory: "static")
///     .static("/", directory: "public", defaultFilename: "index.html")
///     .route("/content/(.*)", StaticFileHandler.self) { $0.root = "/var/www" }
///
/// Files go from the disk to the socket without passing through the program. With single byte ranges, ETags (the SHA-512
/// of the content), `Last-Modified`, and, for URLs with `?v=` as ``RequestHandler/staticURL(_:includeVersion:includeHost:)``
/// makes them, ten years in the client's cache. What leads out of the directory, by `..` or by a link, is 403.
///
/// Subclasses change its ways by overriding what is documented here: ``makeStaticURL(_:_:includeVersion:)``,
/// ``parseURLPath(_:)``, ``getCacheTime(_:_:_:)`` and ``getContentVersion(_:)`` for other URLs, ``setExtraHeaders(_:)`` for
/// more fields; ``getAbsolutePath(_:_:)``, ``validateAbsolutePath(_:_:)``, ``getContentSize()``, ``getModifiedTime()`` and
/// ``getContent(_:_:)`` for content that isn't in files.
open class StaticFileHandler: RequestHandler {
    /// The directory, as it was given.
    public final var root = ""
    /// How it is served.
    public final var options = StaticFileOptions()
    /// What the client asked for, relative to ``root``. Known when the hooks are called.
    public final internal(set) var path = ""
    /// The file to serve, as ``validateAbsolutePath(_:_:)`` gave it.
    public final internal(set) var absolutePath: String?
    /// What ``getModifiedTime()`` gave.
    public final internal(set) var modified: HTTPDate?

    /// The number of the route that the handler was made by, if it is one that says what is served.
    final var route: Int?
    /// The open file; nil for content of other kinds.
    final var file: StaticFile?
    /// The whole content of a small file, to be sent in the file's place.
    final var content: ByteBuffer?
    /// The coding that the file has been compressed with; ``file`` is the compressed one then.
    final var coding: PrecompressedCoding?
    /// The content's version, once it was looked for.
    final var version: String??

    // MARK: limits

    /// For how long clients may keep what has a version in its URL, in seconds: ten years (Tornado: `CACHE_MAX_AGE`).
    open class var cacheMaxAge: Int { 86_400 * 365 * 10 }

    /// The longest file that gets a version, in bytes: 64 MiB (Tornado: `MAX_VERSION_CONTENT_SIZE`). Longer ones have
    /// `Last-Modified` only, since their first byte would have to wait until the last one was hashed.
    open class var maxVersionContentSize: Int { 64 * 1024 * 1024 }

    // MARK: requests

    /// GET and HEAD.
    open override class var allowedMethods: [String] { ["GET", "HEAD"] }

    /// Sends what the path names.
    open override func get() async throws { try await respond() }
    /// The same without the content.
    open override func head() async throws { try await respond() }

    // MARK: from URLs to files

    /// The path relative to ``root`` for what the route's group matched, percent-decoded already (Tornado:
    /// `parse_url_path`); the inverse of ``makeStaticURL(_:_:includeVersion:)``. The same unless overridden.
    open func parseURLPath(_ urlPath: String) -> String { urlPath }

    /// Where `path` is, as seen from `root` (Tornado: `get_absolute_path`). Something other than a path of the file
    /// system will do where ``getContent(_:_:)`` understands it.
    ///
    /// - Throws: ``HTTPError`` 403 when it leads out of `root` as written.
    open class func getAbsolutePath(_ root: String, _ path: String) throws -> String {
        try StaticFileLookup.absolutePath(root, path)
    }

    /// The path to open, with links followed and the default file in a directory's place (Tornado:
    /// `validate_absolute_path`); nil when the request has been answered, by a redirect for one.
    ///
    /// - Throws: ``HTTPError`` 403 for what is outside of `root` or no regular file, 404 for what isn't there.
    open func validateAbsolutePath(_ root: String, _ absolutePath: String) throws -> String? {
        try findFile(root, absolutePath)
    }

    // MARK: content

    /// The bytes of `range`, for content that isn't in a file; nil, unless overridden: the file itself is sent
    /// (Tornado: `get_content`).
    open func getContent(_ absolutePath: String, _ range: Range<Int>) async throws -> ByteBuffer? { nil }

    /// The length of the whole content in bytes (Tornado: `get_content_size`).
    open func getContentSize() throws -> Int { try openFile().size }

    /// When the content changed last; nil when nobody knows (Tornado: `get_modified_time`).
    open func getModifiedTime() throws -> HTTPDate? { try openFile().modified }

    /// The media type by the file's name (Tornado: `get_content_type`).
    open func getContentType() -> String { MIMEType.of(path: absolutePath ?? path) }

    /// A text that changes with the content; nil for none (Tornado: `get_content_version`). The SHA-512 of the file unless
    /// overridden. It may be called on any thread and may take its time: large files are handed to a thread that waits
    /// for disks.
    open class func getContentVersion(_ absolutePath: String) throws -> String? {
        try ContentHash.of(path: absolutePath, limit: maxVersionContentSize)
    }

    // MARK: fields

    /// Sets fields of one's own (Tornado: `set_extra_headers`). Called last.
    open func setExtraHeaders(_ path: String) {}

    /// For how many seconds clients may keep the content without asking again; 0 says nothing about it (Tornado:
    /// `get_cache_time`). Ten years for a URL with the argument `v`, unless overridden.
    open func getCacheTime(_ path: String, _ modified: HTTPDate?, _ mimeType: String) -> Int {
        hasVersionArgument ? Self.cacheMaxAge : 0
    }

    /// The version in quotes (Tornado: `compute_etag`).
    open override func computeETag() -> String? {
        guard let version = contentVersion() else { return nil }
        return "\"\(version)\""
    }

    /// Whether the client has the content already, by its `If-None-Match` or else its `If-Modified-Since` (Tornado:
    /// `should_return_304`). Called when the response's fields are set.
    open func shouldReturn304() -> Bool { verdict == .notModified }

    // MARK: URLs

    /// The URL of the file at `path` of ``Settings/staticPath`` (Tornado: `make_static_url`): `/static/app.js?v=…`.
    ///
    /// - Throws: ``HTTPError`` 403 when it leads out of that directory.
    open class func makeStaticURL(_ settings: Settings, _ path: String, includeVersion: Bool = true) throws -> String {
        let url = settings.staticURLPrefix + Escape.urlEscape(path, plus: false)
        guard includeVersion, let version = try getVersion(settings, path) else { return url }
        return "\(url)?v=\(version)"
    }

    /// The version of the file at `path` of ``Settings/staticPath``; nil when it has none (Tornado: `get_version`).
    ///
    /// A file of up to a mebibyte is read there and then, if this state of it isn't known yet. A longer one is read by
    /// another thread, so that no event loop waits for it, and has no version until that is done.
    open class func getVersion(_ settings: Settings, _ path: String) throws -> String? {
        try StaticFileLookup.version(of: path, settings, self)
    }
}
