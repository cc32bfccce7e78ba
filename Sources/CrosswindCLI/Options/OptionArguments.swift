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
            Every option can be set by a variable as well: --max-body-size is CROSSWIND_MAX_BODY_SIZE. The command line \
            goes before variables. Times take ms, s, m, h (30 is seconds), sizes K, M, G (KiB, MiB, GiB).
            """)

    @OptionGroup(title: OptionSpec.Section.application.rawValue) var application: Application
    @OptionGroup(title: OptionSpec.Section.listening.rawValue) var listening: Listening
    @OptionGroup(title: OptionSpec.Section.concurrency.rawValue) var concurrency: Concurrency
    @OptionGroup(title: OptionSpec.Section.timeouts.rawValue) var timeouts: Timeouts
    @OptionGroup(title: OptionSpec.Section.limits.rawValue) var limits: Limits
    @OptionGroup(title: OptionSpec.Section.proxies.rawValue) var proxies: Proxies
    @OptionGroup(title: OptionSpec.Section.logging.rawValue) var logging: Logging

    @Flag(name: .customLong("version"), help: "Show the version.") var version = false
    /// How `docs/options.md` is written.
    @Flag(name: .customLong("print-options-markdown"), help: .hidden) var printOptionsMarkdown = false

    struct Application: ParsableArguments {
        @Argument(help: OptionTable.app.argumentHelp) var app: String?
        @Flag(OptionTable.factory) var factory: Bool?
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
        @Option(OptionTable.backlog) var backlog: String?
    }

    struct Concurrency: ParsableArguments {
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
        @Option(OptionTable.gracefulTimeout) var gracefulTimeout: String?
    }

    struct Limits: ParsableArguments {
        @Option(OptionTable.limitRequestLine) var limitRequestLine: String?
        @Option(OptionTable.limitRequestFields) var limitRequestFields: String?
        @Option(OptionTable.limitRequestFieldSize) var limitRequestFieldSize: String?
        @Option(OptionTable.maxBodySize) var maxBodySize: String?
        @Option(OptionTable.spoolThreshold) var spoolThreshold: String?
        @Option(OptionTable.bodyMemory) var bodyMemory: String?
        @Flag(OptionTable.streamRequestBody) var streamRequestBody: Bool?
    }

    struct Proxies: ParsableArguments {
        @Option(OptionTable.rootPath) var rootPath: String?
        @Option(OptionTable.forwardedAllowIPs) var forwardedAllowIPs: [String]
        @Option(OptionTable.forwardedHeaders) var forwardedHeaders: [String]
        @Flag(OptionTable.serverHeader) var serverHeader: Bool?
    }

    struct Logging: ParsableArguments {
        @Option(OptionTable.logLevel) var logLevel: String?
        @Option(OptionTable.logFormat) var logFormat: String?
        @Option(OptionTable.accessLog) var accessLog: String?
        @Option(OptionTable.accessLogFormat) var accessLogFormat: String?
    }
}
