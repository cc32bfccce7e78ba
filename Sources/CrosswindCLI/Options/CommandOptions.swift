public import CrosswindServer
public import CrosswindHTTP
public import Logging

/// All that the command line and its environment say, checked and ready to be used.
public struct CommandOptions: Sendable {
    // MARK: Configuration

    /// Variables for the application.
    var env: [EnvironmentAssignment]
    /// Files with more of them.
    public var envFiles: [String]

    // MARK: Application

    /// The application.
    public var application: AppReference
    /// Whether the callable makes the application instead of being it.
    public var factory: Bool
    /// Other applications below prefixes, each `/` and a path without a slash at its end.
    public var mounts: [(prefix: String, application: AppReference)]
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
    /// Permissions of UNIX sockets, 0 to 0o777; nil for what the umask leaves.
    public var udsMode: UInt32?
    /// Connections the kernel may hold that are not accepted yet, 1 to 65,535.
    public var backlog: Int

    // MARK: Concurrency

    /// Worker processes, 1 to 256, under a supervisor; nil for one process without.
    public var workers: Int?
    /// Whether to import the application before workers are forked.
    public var preload: Bool
    /// When a worker is replaced though nothing is wrong with it.
    public var recycling: Recycling
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
    /// How long a worker may give no sign of life; zero for ever.
    public var workerTimeout: Duration
    /// How long the application may do nothing about a request; zero for as long as it likes.
    public var timeout: Duration
    /// How long to serve on after the signal to stop, unready, before no more is accepted.
    public var drainDelay: Duration
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
    /// Memory in bytes that finished responses may share while they wait for slow clients.
    public var responseMemory: Int
    /// Whether the application is called before the body is there.
    public var streamRequestBody: Bool

    // MARK: Static files

    /// Prefixes of paths and the directories below them, in the order given; directories as they were written.
    public var staticFiles: [(prefix: String, directory: String)]
    /// For how long clients may keep such a file; nil says nothing of it.
    public var staticExpires: Duration?

    // MARK: Behind a proxy

    /// The prefix for `SCRIPT_NAME`: empty, or `/` and a path without a slash at its end.
    public var rootPath: String
    /// Proxies whose forwarding headers count.
    public var trustedProxies: TrustedProxies
    /// Which forwarding headers count.
    public var forwardedHeaders: ForwardedHeaders
    /// Which versions of the PROXY protocol every connection begins with; nil for none.
    public var proxyProtocol: ProxyHeader.Versions?
    /// Proxies that may send such a header.
    public var proxyAllowFrom: TrustedProxies
    /// Whether to send `Server`.
    public var serverHeader: Bool

    // MARK: Operation

    /// The path at which the server says that it is alive; nil for none.
    public var healthPath: String?
    /// The path at which it says whether it wants requests; nil for none.
    public var readyPath: String?
    /// Whether the access log hears of those two.
    public var logHealth: Bool
    /// Whom to become, by name or number; nil to stay.
    public var user: String?
    /// The group to become; nil for the user's.
    public var group: String?
    /// Permissions that new files are made without, 0 to 0o777; nil as inherited.
    public var umask: UInt32?
    /// The file for the process id; nil for none.
    public var pidFile: String?
    /// What process titles show in brackets.
    public var name: String?
    /// The service manager that wants to be told how it goes; nil for none.
    var service: ServiceManager?
    /// Sockets that it passed.
    var passed: PassedSockets

    // MARK: Logging

    /// The least severe messages to show.
    public var logLevel: Logger.Level
    /// How the log looks.
    public var logFormat: LogFormat
    /// The file for the log; nil for standard error.
    public var logFile: String?
    /// Where the access log goes.
    public var accessLog: AccessLogTarget
    /// How the access log looks.
    public var accessLogFormat: AccessLogFormat

    // MARK: Status

    /// Where `/metrics` is; nil for nowhere.
    public var metricsBind: BindAddress?
    /// Where the status page is; nil for nowhere.
    public var statusBind: BindAddress?
    /// Whether responses say how long they took, and where.
    public var serverTiming: Bool

    // MARK: Development

    /// What is watched for changes; nil for nothing.
    public var reload: ReloadOptions?
    /// Whether a page with the traceback is served when the application can't be imported; with `reload` it is.
    public var debug: Bool
    /// The share of requests whose answers are checked against PEP 3333, above 0 and up to 1; nil for none.
    public var lint: Double?

    /// What is odd but no error, one line each: to be logged once the log is there.
    public var warnings: [String]
    /// Whether to show the options and end, after `check` if that is set too.
    public var printConfig: Bool
    /// The configuration files that were read, the one that counts most first.
    public var configurationFiles: [String]
    /// What each option was set to and by whom.
    var settings: [OptionSetting]
    /// What said where to listen; nil for the default.
    var listenerSource: String?
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
