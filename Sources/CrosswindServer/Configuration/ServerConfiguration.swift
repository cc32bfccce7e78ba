public import CrosswindHTTP
public import Logging

/// Every limit and timeout of an ``HTTPServer``, each with the reason for its default.
///
/// Memory is bounded by these numbers in each direction: what a client may send in a head (``limits``), how much of a
/// body stays in memory (``spoolThreshold``), how far ahead of the running request a connection is read
/// (``readAhead``), what of answers waits for slow clients (``responseMemory``), how many connections there are
/// (``maxConnections``). Timeouts are kept by a tick of about a
/// quarter of the shortest of them, so a connection may live that much longer than they say.
public struct ServerConfiguration: Sendable {
    /// Limits of the codec: request line, fields, head, body (RFC 9112 §3, RFC 9110 §5.4).
    public var limits = HTTPLimits()

    /// How long a kept-alive connection may wait for its next request; zero for none. 5 s (uvicorn's; gunicorn has 2): long enough
    /// for a browser's next click on the page's resources, short enough not to hoard descriptors.
    public var keepAliveTimeout: Duration = .seconds(5)

    /// From a connection's first byte (or its acceptance) to the end of the request head. 10 s: a slowloris client
    /// holds nothing but its own descriptor for so long, and no honest one needs it.
    public var headerTimeout: Duration = .seconds(10)

    /// The longest pause between two pieces of a request body. 30 s: a stall, not a total, so slow links may upload.
    public var bodyTimeout: Duration = .seconds(30)

    /// The longest pause in which a client takes nothing of its response. 30 s.
    public var writeTimeout: Duration = .seconds(30)

    /// How long ``HTTPServer/stop(after:within:)`` waits for running requests before it cuts them. 30 s (gunicorn's).
    public var gracefulTimeout: Duration = .seconds(30)

    /// Connections that are accepted at a time, at least 1. Many spare wake-ups when connections come by the thousand. For
    /// processes that share a listening socket, 1: whoever wakes first would take all that wait, for as long as they last.
    public var acceptBatch = 64

    /// The process's place among those that accept from the same sockets; nil when there are no others.
    package var acceptPlace: AcceptPlace?

    /// How long ``HTTPServer/stop(after:within:)`` goes on accepting and serving, with a failing ``readyPath`` and
    /// `Connection: close` on every answer, before it stops to accept. Zero: without a load balancer that looks, it would only delay the end.
    public var drainDelay: Duration = .zero

    /// The path at which the event loops say that they are alive: 200 to `GET` and `HEAD`, whatever the callback does. Nil for
    /// none: it would take a path from the callback.
    public var healthPath: String?

    /// The path at which the server says whether it wants requests: 200, or 503 while it drains, ``HTTPServer/setReady(_:)``
    /// holds it back or the callback ``RequestCallback/isBusy``. Nil for none.
    public var readyPath: String?

    /// Whether ``log`` hears of requests for ``healthPath`` and ``readyPath``. They come every few seconds and say nothing.
    public var logsHealth = false

    /// The kernel's queue of connections not yet accepted. 2,048 (gunicorn's); the kernel caps it at `somaxconn`.
    public var backlog: Int32 = 2048

    /// Open connections at once; past it the server stops accepting until one closes, and the kernel's backlog holds
    /// the rest. The default is taken from the descriptor limit, see ``defaultMaxConnections()``.
    public var maxConnections: Int = ServerConfiguration.defaultMaxConnections()

    /// Bodies above this many bytes go to an anonymous temporary file. 512 KiB (waitress's): forms and JSON stay in
    /// memory, a thousand concurrent uploads can't take more than 512 MiB.
    public var spoolThreshold: Int = 512 * 1024

    /// Bodies between ``spoolThreshold`` and eight times as much stay in memory too while all of them together take no
    /// more than this. 32 MiB: a megabyte of upload costs a third less that way than through a file, and what they can
    /// take is still bounded.
    public var bodyMemory: Int = 32 * 1024 * 1024

    /// Finished answers that their clients are slow to take wait in memory while all of them together take no more than
    /// this; what is beyond it goes to an anonymous temporary file, and from there to the client. 64 MiB: some hundred pages of
    /// half a megabyte, and no number of clients that ask and don't read can take more. Rests of up to 64 KiB wait in memory
    /// in any case.
    public var responseMemory: Int = 64 * 1024 * 1024

    /// Where the anonymous temporary files are made; nil means `TMPDIR`, else `/tmp`.
    public var spoolDirectory: String?

    /// Unread bytes a connection may pile up behind a running request before the server stops reading it. 64 KiB.
    public var readAhead: Int = 64 * 1024

    /// Pipelined safe requests that may wait behind the running one. 32: past that, pipelining gains nothing.
    public var pipelineDepth: Int = 32

    /// Bytes a native streamed response may queue before ``HTTPExchange/isWritable`` turns false. 64 KiB.
    public var writeHighWaterMark: Int = 64 * 1024

    /// The value of the `Server` field, nil to leave it out.
    public var serverName: String? = "crosswind"

    /// Event loops, each a thread of its own. 1: one loop feeds one Python interpreter with ease.
    public var loops: Int = 1

    /// Called after each exchange, on the thread that finished it; nil costs nothing, not even a look at the clock.
    public var log: (any ExchangeLog)?

    /// Told 1 when a connection opens and -1 when it closes, on its loop; nil tells nobody. A change and not the number
    /// (``HTTPServer/connectionCount``), since of two loops' numbers the older one may come last.
    public var connectionsChanged: (@Sendable (Int) -> Void)?

    /// Told how many requests wait for a thread, each time that changes. Called with the queue locked: it must do no more
    /// than keep the number. nil tells nobody.
    public var queueChanged: (@Sendable (Int) -> Void)?

    /// Told of what befalls the server beside requests, on an event loop or on the thread it befell; must not block. nil
    /// tells nobody.
    public var happened: (@Sendable (ServerEvent) -> Void)?

    /// Whether requests are timed (``HTTPExchange/times``) though nobody keeps a log. Off: some looks at the clock less.
    public var timesRequests = false

    /// Peers whose forwarding fields count, and which fields; nil trusts nobody.
    public var forwarding: ForwardedResolver?

    /// Which proxies begin their connections with a PROXY protocol header; nil, at no cost, when none does. With it every
    /// connection must, on every address: one without is closed.
    public var proxyProtocol: ProxyProtocol?

    /// Where the server's own words go.
    public var logger = Logger(label: "crosswind")

    /// The defaults.
    public init() {}
}
