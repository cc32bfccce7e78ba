/// How much of everything a request may hold. Each limit bounds memory or time that a client could otherwise claim.
public struct HTTPLimits: Sendable, Equatable {
    /// Bytes of the request line without its end; more is 414 (RFC 9112 §3).
    ///
    /// 8190 is what Apache and nginx allow for and RFC 9112 asks at least 8000 for: a URL that works elsewhere works
    /// here, and none that would be cut by a proxy gets further.
    public var requestLine = 8190

    /// Bytes of one field line without its end; more is 431 (RFC 6585 §5).
    ///
    /// 8190 holds a browser's largest cookie (4096) twice, and a Kerberos or JWT credential of the usual sizes. It is
    /// also what gunicorn and Apache use, so that moving from them changes nothing.
    public var fieldSize = 8190

    /// Fields in a head, and in a trailer section; more is 431.
    ///
    /// Browsers send about 15, proxies add 5 to 10. Each costs an application time and memory well beyond its bytes
    /// (a key and a string in `environ`), which is why many tiny fields are bounded apart from their size.
    public var fieldCount = 100

    /// Bytes of the whole head, from the request line through the empty line; more is 431.
    ///
    /// This is what a connection can make us hold before a request is even known, so it bounds memory for each open
    /// connection: 64 KiB times 10,000 connections is 640 MB at the worst. No real head comes near.
    public var head = 65_536

    /// Bytes of all trailer fields together (RFC 9112 §7.1.2); more is 431.
    ///
    /// Trailers are checked and dropped. The limit only has to let honest ones (a checksum, a signature) pass.
    public var trailers = 8190

    /// Bytes of all chunk extensions of one message together (RFC 9112 §7.1.1); more is 400.
    ///
    /// Nobody reads them. Without a bound over the whole message a client could send a thousand bytes of extension for
    /// every byte of body, past every limit on the body (Go's CVE-2023-39326). 4096 still lets a client sign some
    /// chunks.
    public var chunkExtensions = 4096

    /// Bytes of the body, decoded; more is 413.
    ///
    /// Large, because bodies go to a spool file and not to memory, and uploads should work without configuration; not
    /// endless, because disks are not.
    public var body = 1 << 30

    /// The defaults.
    public init() {}
}
