/// How a ``WSGIApplication`` uses its server, and what it allows beyond plain WSGI.
public struct WSGIApplicationConfiguration: Sendable {
    /// `RequestHandler.flush()` sends what was written through the `write` callable that `start_response` returns (PEP
    /// 3333, "The write() Callable"), and waits until the server has taken it. Off, it throws
    /// `SynchronousOnlyError.flush`: `write` is for old code, and servers may keep what it is given.
    public var streamsThroughWrite = false

    /// A handler that suspends may finish: the server's thread waits for it, detached from Python. Off, it is given up
    /// (cancelled, and its response goes nowhere) and the client gets a 500. What a handler waits for may start threads
    /// (`Task.sleep` does), after which the process must not fork any more.
    public var waitsForSuspension = false

    /// Routes match `PATH_INFO` alone, so that an application need not know where it is mounted. Off, as in Tornado, they
    /// match `SCRIPT_NAME` and `PATH_INFO` together. `HTTPRequest.path` is both either way.
    public var routingIgnoresScriptName = false

    /// Files go to the server's `wsgi.file_wrapper` when it has one, so that it may send them without reading them. Off,
    /// they are always read block by block.
    public var usesFileWrapper = true

    /// Bytes of a request body that are kept in memory; a longer one goes to a temporary file without a name, in `TMPDIR`.
    /// 512 KiB.
    public var spoolThreshold = 512 * 1024

    /// The longest request body, in bytes; 413 beyond. 1 GiB.
    public var maxBodySize = 1 << 30

    /// The defaults.
    public init() {}
}
