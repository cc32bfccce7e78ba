public import CrosswindHTTP
public import Logging

/// All that the command line and its environment say, checked and ready to be used.
public struct CommandOptions: Sendable {
    // MARK: Application

    /// The application.
    public var application: AppReference
    /// Whether the callable makes the application instead of being it.
    public var factory: Bool
    /// Directory to change to before anything else is done; nil to stay.
    public var chdir: String?
    /// Directories to put on `sys.path`, in this order, before the working directory.
    public var pythonPath: [String]
    /// The Python to embed; nil to search.
    public var python: String?
    /// The virtual environment; nil to search.
    public var venv: String?
    /// Whether to import the application and end without listening.
    public var check: Bool

    // MARK: Listening

    /// Where to listen; never empty.
    public var bind: [BindAddress]
    /// Connections the kernel may hold that are not accepted yet, 1 to 65,535.
    public var backlog: Int

    // MARK: Concurrency

    /// Python threads, 1 to 256.
    public var threads: Int
    /// Event loops, 1 to 64.
    public var loops: Int
    /// Connections held at once; nil: as many as the descriptor limit allows (`ServerConfiguration.defaultMaxConnections`).
    public var maxConnections: Int?
    /// Requests that may wait for a Python thread.
    public var queueDepth: Int

    // MARK: Timeouts

    /// How long an idle connection waits for its next request; zero closes after each response.
    public var keepAlive: Duration
    /// How long a request's head may take.
    public var headerTimeout: Duration
    /// How long a request's body may stall.
    public var bodyTimeout: Duration
    /// How long a client may take nothing of a response.
    public var writeTimeout: Duration
    /// How long running requests may finish after the signal to stop; zero cuts at once.
    public var gracefulTimeout: Duration

    // MARK: Limits

    /// Longest request line in bytes.
    public var limitRequestLine: Int
    /// Most header fields of a request.
    public var limitRequestFields: Int
    /// Longest header field in bytes.
    public var limitRequestFieldSize: Int
    /// Largest request body in bytes, decoded; `UInt64.max` for no limit.
    public var maxBodySize: UInt64
    /// Body size in bytes from which a file is used instead of memory.
    public var spoolThreshold: Int
    /// Memory in bytes that bodies of up to eight times that size may share before they use a file.
    public var bodyMemory: Int
    /// Whether the application is called before the body is there.
    public var streamRequestBody: Bool

    // MARK: Behind a proxy

    /// The prefix for `SCRIPT_NAME`: empty, or `/` and a path without a slash at its end.
    public var rootPath: String
    /// Proxies whose forwarding headers count.
    public var trustedProxies: TrustedProxies
    /// Which forwarding headers count.
    public var forwardedHeaders: ForwardedHeaders
    /// Whether to send `Server`.
    public var serverHeader: Bool

    // MARK: Logging

    /// The least severe messages to show.
    public var logLevel: Logger.Level
    /// How the log looks.
    public var logFormat: LogFormat
    /// Where the access log goes.
    public var accessLog: AccessLogTarget
    /// How the access log looks.
    public var accessLogFormat: AccessLogFormat

    /// What is odd but no error, one line each: to be logged once the log is there.
    public var warnings: [String]
}

/// How the server's own log looks.
public enum LogFormat: String, Sendable, CaseIterable {
    /// For people: time, level, logger, message, metadata.
    case text
    /// An object a line.
    case json
}

/// Where the access log goes.
public enum AccessLogTarget: Sendable, Equatable {
    /// Nowhere.
    case off
    /// Standard output.
    case standardOutput
    /// A file, appended to.
    case file(String)
}
