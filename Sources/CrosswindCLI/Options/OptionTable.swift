/// Every option, in the order of the help text. The rows are in `OptionTable+….swift`, by section.
enum OptionTable {
    /// The sections with their rows.
    static let sections: [(section: OptionSpec.Section, options: [OptionSpec])] = [
        (.configuration, [config, env, envFile]),
        (.application, [app, factory, mount, chdir, pythonpath, python, venv, check]),
        (.listening, [bind, host, port, uds, fd, udsMode, backlog]),
        (
            .concurrency,
            [
                workers, preload, maxRequests, maxRequestsJitter, maxWorkerAge, maxWorkerRSS, threads, loops,
                maxConnections,
                queueDepth,
            ]
        ),
        (
            .timeouts,
            [keepAlive, headerTimeout, bodyTimeout, writeTimeout, timeout, workerTimeout, drainDelay, gracefulTimeout]
        ),
        (
            .limits,
            [
                limitRequestLine, limitRequestFields, limitRequestFieldSize, maxBodySize, spoolThreshold, bodyMemory,
                responseMemory, streamRequestBody,
            ]
        ),
        (.staticFiles, [staticFiles, staticExpires]),
        (.proxies, [rootPath, forwardedAllowIPs, forwardedHeaders, proxyProtocol, proxyAllowFrom, serverHeader]),
        (.operation, [healthPath, readyPath, logHealth, user, group, umask, pid, processName]),
        (.logging, [logLevel, logFormat, logFile, accessLog, accessLogFormat]),
        (.status, [metricsBind, statusBind, serverTiming]),
        (.development, [reload, reloadDir, reloadInclude, reloadExclude, reloadExtraFile, debug, lint]),
    ]

    /// All rows.
    static let all: [OptionSpec] = sections.flatMap(\.options)

    /// Other servers' names for our options, without dashes: alias ⇒ name.
    static let aliases: [String: String] = Dictionary(
        uniqueKeysWithValues: all.flatMap { spec in spec.aliases.map { ($0, spec.name) } }
    ).merging(ForeignOptions.aliases) { own, _ in own }
}
