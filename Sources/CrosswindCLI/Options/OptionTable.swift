/// Every option, in the order of the help text. The rows are in `OptionTable+….swift`, by section.
enum OptionTable {
    /// The sections with their rows.
    static let sections: [(section: OptionSpec.Section, options: [OptionSpec])] = [
        (.application, [app, factory, chdir, pythonpath, python, venv, check]),
        (.listening, [bind, host, port, uds, fd, backlog]),
        (.concurrency, [threads, loops, maxConnections, queueDepth]),
        (.timeouts, [keepAlive, headerTimeout, bodyTimeout, writeTimeout, gracefulTimeout]),
        (
            .limits,
            [
                limitRequestLine, limitRequestFields, limitRequestFieldSize, maxBodySize, spoolThreshold, bodyMemory,
                streamRequestBody,
            ]
        ),
        (.proxies, [rootPath, forwardedAllowIPs, forwardedHeaders, serverHeader]),
        (.logging, [logLevel, logFormat, accessLog, accessLogFormat]),
    ]

    /// All rows.
    static let all: [OptionSpec] = sections.flatMap(\.options)

    /// Other servers' names for our options, without dashes: alias ⇒ name.
    static let aliases: [String: String] = Dictionary(
        uniqueKeysWithValues: all.flatMap { spec in spec.aliases.map { ($0, spec.name) } })
}
