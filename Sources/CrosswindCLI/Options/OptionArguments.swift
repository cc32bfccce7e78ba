import ArgumentParser

/// The command line as swift-argument-parser reads it: raw texts, names and help taken from the table.
///
/// Values stay texts here because the same text may come from a variable or be the default; `OptionSources` reads all
/// three alike. `OptionalText` and `Switch` are nil when the option wasn't given.
struct OptionArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crosswind",
        abstract: "Serve a Python WSGI application.",
        usage: "crosswind [OPTIONS] MODULE[:CALLABLE]",
        discussion: """
            Every option can be set by a variable as well (--max-body-size is CROSSWIND_MAX_BODY_SIZE) and in \
            crosswind.toml (max-body-size). The command line goes before variables, these before files; GUNICORN_CMD_ARGS \
            is read between the two. Times take ms, s, m, h (30 is seconds), sizes K, M, G (KiB, MiB, GiB).
            """)

    @OptionGroup(title: OptionSpec.Section.configuration.rawValue) var configuration: Configuration
    @OptionGroup(title: OptionSpec.Section.application.rawValue) var application: Application
    @OptionGroup(title: OptionSpec.Section.listening.rawValue) var listening: Listening
    @OptionGroup(title: OptionSpec.Section.concurrency.rawValue) var concurrency: Concurrency
    @OptionGroup(title: OptionSpec.Section.timeouts.rawValue) var timeouts: Timeouts
    @OptionGroup(title: OptionSpec.Section.limits.rawValue) var limits: Limits
    @OptionGroup(title: OptionSpec.Section.staticFiles.rawValue) var staticFiles: StaticFiles
    @OptionGroup(title: OptionSpec.Section.proxies.rawValue) var proxies: Proxies
    @OptionGroup(title: OptionSpec.Section.operation.rawValue) var operation: Operation
    @OptionGroup(title: OptionSpec.Section.logging.rawValue) var logging: Logging
    @OptionGroup(title: OptionSpec.Section.status.rawValue) var status: Status
    @OptionGroup(title: OptionSpec.Section.development.rawValue) var development: Development

    @Flag(name: .customLong("version"), help: "Show the version.") var version = false
    @Flag(
        name: .customLong("print-config"),
        help: "Show each option's value and where it came from, as a crosswind.toml, and end.") var printConfig = false
    /// How `docs/options.md` is written.
    @Flag(name: .customLong("print-options-markdown"), help: .hidden) var printOptionsMarkdown = false

    struct Configuration: ParsableArguments {
        @Option(OptionTable.config) var config: [String]
        @Option(OptionTable.env) var env: [String]
        @Option(OptionTable.envFile) var envFile: [String]
    }

    struct Application: ParsableArguments {
        @Argument(help: OptionTable.app.argumentHelp) var app: String?
        @Flag(OptionTable.factory) var factory: Bool?
        @Option(OptionTable.mount) var mount: [String]
        @Option(OptionTable.chdir) var chdir: String?
        @Option(OptionTable.pythonpath) var pythonpath: [String]
        @Option(OptionTable.python) var python: String?
        @Option(OptionTable.venv) var venv: String?
        @Flag(OptionTable.check) var check: Bool?
    }

    struct Listening: ParsableArguments {
        @Option(OptionTable.bind) var bind: [String]
        @Option(OptionTable.host) var host: String?
        @Option(OptionTable.port) var port: String?
        @Option(OptionTable.uds) var uds: String?
        @Option(OptionTable.fd) var fd: String?
        @Option(OptionTable.udsMode) var udsMode: String?
        @Option(OptionTable.backlog) var backlog: String?
    }

    struct Concurrency: ParsableArguments {
        @Option(OptionTable.workers) var workers: String?
        @Flag(OptionTable.preload) var preload: Bool?
        @Option(OptionTable.maxRequests) var maxRequests: String?
        @Option(OptionTable.maxRequestsJitter) var maxRequestsJitter: String?
        @Option(OptionTable.maxWorkerAge) var maxWorkerAge: String?
        @Option(OptionTable.maxWorkerRSS) var maxWorkerRSS: String?
        @Option(OptionTable.threads) var threads: String?
        @Option(OptionTable.loops) var loops: String?
        @Option(OptionTable.maxConnections) var maxConnections: String?
        @Option(OptionTable.queueDepth) var queueDepth: String?
    }

    struct Timeouts: ParsableArguments {
        @Option(OptionTable.keepAlive) var keepAlive: String?
        @Option(OptionTable.headerTimeout) var headerTimeout: String?
        @Option(OptionTable.bodyTimeout) var bodyTimeout: String?
        @Option(OptionTable.writeTimeout) var writeTimeout: String?
        @Option(OptionTable.workerTimeout) var workerTimeout: String?
        @Option(OptionTable.timeout) var timeout: String?
        @Option(OptionTable.drainDelay) var drainDelay: String?
        @Option(OptionTable.gracefulTimeout) var gracefulTimeout: String?
    }

    struct Limits: ParsableArguments {
        @Option(OptionTable.limitRequestLine) var limitRequestLine: String?
        @Option(OptionTable.limitRequestFields) var limitRequestFields: String?
        @Option(OptionTable.limitRequestFieldSize) var limitRequestFieldSize: String?
        @Option(OptionTable.maxBodySize) var maxBodySize: String?
        @Option(OptionTable.spoolThreshold) var spoolThreshold: String?
        @Option(OptionTable.bodyMemory) var bodyMemory: String?
        @Option(OptionTable.responseMemory) var responseMemory: String?
        @Flag(OptionTable.streamRequestBody) var streamRequestBody: Bool?
    }

    struct StaticFiles: ParsableArguments {
        @Option(OptionTable.staticFiles) var directories: [String]
        @Option(OptionTable.staticExpires) var expires: String?
    }

    struct Proxies: ParsableArguments {
        @Option(OptionTable.rootPath) var rootPath: String?
        @Option(OptionTable.forwardedAllowIPs) var forwardedAllowIPs: [String]
        @Option(OptionTable.forwardedHeaders) var forwardedHeaders: [String]
        @Option(OptionTable.proxyProtocol) var proxyProtocol: String?
        @Option(OptionTable.proxyAllowFrom) var proxyAllowFrom: [String]
        @Flag(OptionTable.serverHeader) var serverHeader: Bool?
    }

    struct Operation: ParsableArguments {
        @Option(OptionTable.healthPath) var healthPath: String?
        @Option(OptionTable.readyPath) var readyPath: String?
        @Flag(OptionTable.logHealth) var logHealth: Bool?
        @Option(OptionTable.user) var user: String?
        @Option(OptionTable.group) var group: String?
        @Option(OptionTable.umask) var umask: String?
        @Option(OptionTable.pid) var pid: String?
        @Option(OptionTable.processName) var name: String?
    }

    struct Logging: ParsableArguments {
        @Option(OptionTable.logLevel) var logLevel: String?
        @Option(OptionTable.logFormat) var logFormat: String?
        @Option(OptionTable.logFile) var logFile: String?
        @Option(OptionTable.accessLog) var accessLog: String?
        @Option(OptionTable.accessLogFormat) var accessLogFormat: String?
    }

    struct Status: ParsableArguments {
        @Option(OptionTable.metricsBind) var metricsBind: String?
        @Option(OptionTable.statusBind) var statusBind: String?
        @Flag(OptionTable.serverTiming) var serverTiming: Bool?
    }

    struct Development: ParsableArguments {
        @Flag(OptionTable.reload) var reload: Bool?
        @Option(OptionTable.reloadDir) var reloadDir: [String]
        @Option(OptionTable.reloadInclude) var reloadInclude: [String]
        @Option(OptionTable.reloadExclude) var reloadExclude: [String]
        @Option(OptionTable.reloadExtraFile) var reloadExtraFile: [String]
        @Flag(OptionTable.debug) var debug: Bool?
        @Option(OptionTable.lint) var lint: String?
    }
}
