import CrosswindHTTP
import CrosswindServer
import Logging

extension CommandOptions {
    /// Puts together what the command line, the environment, the configuration files and the defaults say.
    init(
        _ given: OptionArguments, environment: [String: String], gunicorn: GunicornArguments = GunicornArguments(),
        context: InvocationContext, files: [OptionLayer] = []
    ) throws(UsageError) {
        let sources = OptionSources(environment: environment, gunicorn: gunicorn, files: files)
        // Read before the files were; here only to be shown.
        _ = sources.list(OptionTable.config, given.configuration.config)
        env = try Self.assignments(given.configuration.env, sources)
        envFiles = sources.list(OptionTable.envFile, given.configuration.envFile).items

        let factory = try sources.flag(OptionTable.factory, given.application.factory)
        self.factory = factory
        chdir = try sources.text(OptionTable.chdir, given.application.chdir)
        pythonPath = sources.list(OptionTable.pythonpath, given.application.pythonpath).items
        python = try sources.text(OptionTable.python, given.application.python)
        venv = try sources.text(OptionTable.venv, given.application.venv)
        check = try sources.flag(OptionTable.check, given.application.check)

        service = ServiceManager(environment, processID: context.processID)
        passed = PassedSockets(environment, processID: context.processID)
        bind = try ListenerSelection(sources, environment: environment, passed: passed).addresses(given.listening)
        udsMode = try Self.mode(OptionTable.udsMode, given.listening.udsMode, sources)
        backlog = try sources.number(OptionTable.backlog, given.listening.backlog)

        workers = try Self.workers(given.concurrency.workers, sources)
        preload = try sources.flag(OptionTable.preload, given.concurrency.preload)
        recycling = Recycling(
            requests: try sources.number(OptionTable.maxRequests, given.concurrency.maxRequests),
            jitter: try sources.number(OptionTable.maxRequestsJitter, given.concurrency.maxRequestsJitter),
            age: try sources.duration(OptionTable.maxWorkerAge, given.concurrency.maxWorkerAge),
            memory: try sources.size(OptionTable.maxWorkerRSS, given.concurrency.maxWorkerRSS))
        threads = try sources.number(OptionTable.threads, given.concurrency.threads)
        loops = try sources.number(OptionTable.loops, given.concurrency.loops)
        maxConnections = try sources.integer(OptionTable.maxConnections, given.concurrency.maxConnections)
        queueDepth = try sources.number(OptionTable.queueDepth, given.concurrency.queueDepth)

        keepAlive = try sources.duration(OptionTable.keepAlive, given.timeouts.keepAlive)
        headerTimeout = try sources.duration(OptionTable.headerTimeout, given.timeouts.headerTimeout)
        bodyTimeout = try sources.duration(OptionTable.bodyTimeout, given.timeouts.bodyTimeout)
        writeTimeout = try sources.duration(OptionTable.writeTimeout, given.timeouts.writeTimeout)
        workerTimeout = try sources.duration(OptionTable.workerTimeout, given.timeouts.workerTimeout)
        timeout = try sources.duration(OptionTable.timeout, given.timeouts.timeout)
        drainDelay = try sources.duration(OptionTable.drainDelay, given.timeouts.drainDelay)
        gracefulTimeout = try sources.duration(OptionTable.gracefulTimeout, given.timeouts.gracefulTimeout)

        limitRequestLine = try sources.number(OptionTable.limitRequestLine, given.limits.limitRequestLine)
        limitRequestFields = try sources.number(OptionTable.limitRequestFields, given.limits.limitRequestFields)
        limitRequestFieldSize = try sources.number(
            OptionTable.limitRequestFieldSize, given.limits.limitRequestFieldSize)
        maxBodySize = try sources.size(OptionTable.maxBodySize, given.limits.maxBodySize)
        spoolThreshold = Int(try sources.size(OptionTable.spoolThreshold, given.limits.spoolThreshold))
        bodyMemory = Int(try sources.size(OptionTable.bodyMemory, given.limits.bodyMemory))
        responseMemory = Int(try sources.size(OptionTable.responseMemory, given.limits.responseMemory))
        streamRequestBody = try sources.flag(OptionTable.streamRequestBody, given.limits.streamRequestBody)

        staticFiles = try Self.staticFiles(given.staticFiles.directories, sources)
        staticExpires = try Self.staticExpires(given.staticFiles.expires, sources)

        rootPath = try Self.rootPath(given.proxies.rootPath, sources)
        mounts = try Self.mounts(given.application.mount, sources, rootPath: rootPath)
        let trusted = try Self.trustedProxies(OptionTable.forwardedAllowIPs, given.proxies.forwardedAllowIPs, sources)
        trustedProxies = trusted
        forwardedHeaders = try Self.forwardedHeaders(given.proxies.forwardedHeaders, sources)
        proxyProtocol = try Self.proxyProtocol(given.proxies.proxyProtocol, sources)
        let mayProxy = given.proxies.proxyAllowFrom
        proxyAllowFrom =
            sources.list(OptionTable.proxyAllowFrom, mayProxy).items.isEmpty
            ? trusted : try Self.trustedProxies(OptionTable.proxyAllowFrom, mayProxy, sources)
        serverHeader = try sources.flag(OptionTable.serverHeader, given.proxies.serverHeader)

        healthPath = try Self.ownPath(OptionTable.healthPath, given.operation.healthPath, sources)
        readyPath = try Self.ownPath(OptionTable.readyPath, given.operation.readyPath, sources)
        guard healthPath == nil || healthPath != readyPath else {
            throw UsageError("--health-path and --ready-path are the same; they answer different questions")
        }
        logHealth = try sources.flag(OptionTable.logHealth, given.operation.logHealth)
        user = try sources.text(OptionTable.user, given.operation.user)
        group = try sources.text(OptionTable.group, given.operation.group)
        umask = try Self.mode(OptionTable.umask, given.operation.umask, sources)
        pidFile = try sources.text(OptionTable.pid, given.operation.pid)
        if let pidFile, pidFile.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) {
            throw UsageError(
                "-p is the file for the process id, as in gunicorn; for processes write --workers \(pidFile)")
        }

        logLevel = try sources.choice(
            OptionTable.logLevel, given.logging.logLevel, synonyms: ["warn": "warning", "fatal": "critical"])
        logFormat = try sources.choice(OptionTable.logFormat, given.logging.logFormat)
        logFile = try sources.text(OptionTable.logFile, given.logging.logFile).flatMap { $0 == "-" ? nil : $0 }
        accessLog = try Self.accessLog(given.logging.accessLog, sources, context)
        accessLogFormat = try Self.accessLogFormat(given.logging.accessLogFormat, sources)

        metricsBind = try Self.address(OptionTable.metricsBind, given.status.metricsBind, sources)
        statusBind = try Self.address(OptionTable.statusBind, given.status.statusBind, sources)
        serverTiming = try sources.flag(OptionTable.serverTiming, given.status.serverTiming)

        reload = try Self.reload(given.development, sources)
        debug = try sources.flag(OptionTable.debug, given.development.debug) || reload != nil
        lint = try Self.lint(given.development.lint, sources)

        guard !preload || reload == nil else {
            throw UsageError("--reload imports the application anew for each worker; leave --preload out")
        }
        // Last, because an option that lacks its value takes the application for it, and that error says more.
        application = try Self.application(given.application.app, factory: factory, sources)
        name = try sources.text(OptionTable.processName, given.operation.name)
        warnings = StrayVariables.warnings(environment) + gunicorn.warnings
        printConfig = given.printConfig
        configurationFiles = files.map(\.name)
        settings = sources.record.settings
        listenerSource = sources.record.listener
        let unused = passed.sockets.map(\.descriptor).filter { !bind.contains(.descriptor($0)) }
        if !unused.isEmpty {
            let shown = unused.map { "fd://\($0)" }.joined(separator: ", ")
            warnings.append(
                "sockets that were passed to this process are not used, since --bind names others: \(shown)")
        }
        warnings += IdleOptions.warnings(self)
    }

    private static func application(
        _ given: String?, factory: Bool, _ sources: OptionSources
    ) throws(UsageError) -> AppReference {
        guard let text = try sources.text(OptionTable.app, given) else { return .guess(.discovery) }
        let reference: AppReference
        do throws(UsageError) {
            reference = try AppReference.parse(text)
        } catch {
            // What was typed is before the user's eyes; a variable or a file is not.
            guard given == nil, let found = sources.find(OptionTable.app, nil) else { throw error }
            throw error.about(found.source)
        }
        guard !(factory && reference.call != nil) else {
            throw UsageError("\(reference) is a call already; leave --factory or the parentheses out")
        }
        return reference
    }

    private static func workers(_ given: String?, _ sources: OptionSources) throws(UsageError) -> Int? {
        guard sources.find(OptionTable.workers, given) != nil else { return nil }
        return try sources.integer(OptionTable.workers, given) ?? ProcessorCount.available
    }

    /// `/shop` of `shop`, `/shop` and `/shop/`; empty of `/`.
    private static func rootPath(_ given: String?, _ sources: OptionSources) throws(UsageError) -> String {
        guard let found = sources.find(OptionTable.rootPath, given) else { return "" }
        let parts = found.text.split(separator: "/", omittingEmptySubsequences: true)
        guard
            found.text.utf8.allSatisfy({ $0 > 32 && $0 != 127 && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }),
            !parts.contains(".."), !parts.contains(".")
        else {
            throw UsageError("'\(found.text.printable)' is no path prefix; write it as in /shop").about(found.source)
        }
        return parts.map { "/\($0)" }.joined()
    }

    private static func mode(
        _ spec: OptionSpec, _ given: String?, _ sources: OptionSources
    ) throws(UsageError) -> UInt32? {
        guard let found = sources.find(spec, given) else { return nil }
        return try OptionSources.about(found) { () throws(UsageError) in try FileMode.parse(found.text) }
    }

    /// A path that the server answers itself, as it stands in requests.
    private static func ownPath(
        _ spec: OptionSpec, _ given: String?, _ sources: OptionSources
    ) throws(UsageError) -> String? {
        guard let found = sources.find(spec, given), !found.text.isEmpty else { return nil }
        guard
            found.text.hasPrefix("/"),
            found.text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
        else {
            throw UsageError("'\(found.text.printable)' is no path; write it as in /healthz").about(found.source)
        }
        return found.text
    }

    private static func trustedProxies(
        _ spec: OptionSpec, _ given: [String], _ sources: OptionSources
    ) throws(UsageError) -> TrustedProxies {
        let (items, source) = sources.list(spec, given)
        do { return try TrustedProxies(items) } catch { throw UsageError("\(source): \(error.description)") }
    }

    private static func proxyProtocol(
        _ given: String?, _ sources: OptionSources
    ) throws(UsageError) -> ProxyHeader.Versions? {
        // Elsewhere it is a switch, or has another word for both versions.
        let on = ["auto", "true", "yes", "1"].map { ($0, "on") }
        let off = ["false", "no", "0"].map { ($0, "off") }
        let word = try sources.word(
            OptionTable.proxyProtocol, given, synonyms: Dictionary(uniqueKeysWithValues: on + off))
        return ProxyHeader.Versions(rawValue: word)
    }

    private static func forwardedHeaders(
        _ given: [String], _ sources: OptionSources
    ) throws(UsageError) -> ForwardedHeaders {
        let (items, source) = sources.list(OptionTable.forwardedHeaders, given)
        guard let headers = ForwardedHeaders(names: items) else {
            let shown = items.joined(separator: ",").printable
            throw UsageError(
                "\(source): '\(shown)' is not possible; write none, forwarded, or x-forwarded headers only")
        }
        return headers
    }

    private static func address(
        _ spec: OptionSpec, _ given: String?, _ sources: OptionSources
    ) throws(UsageError) -> BindAddress? {
        guard let found = sources.find(spec, given) else { return nil }
        return try OptionSources.about(found) { () throws(UsageError) in try BindAddress.parse(found.text) }
    }

    private static func accessLog(
        _ given: String?, _ sources: OptionSources, _ context: InvocationContext
    ) throws(UsageError) -> AccessLogTarget {
        switch try sources.text(OptionTable.accessLog, given) {
        case nil: return context.standardOutputIsTerminal ? .standardOutput : .off
        case "off": return .off
        case "-": return .standardOutput
        case .some(let path): return .file(path)
        }
    }

    private static func accessLogFormat(
        _ given: String?, _ sources: OptionSources
    ) throws(UsageError) -> AccessLogFormat {
        guard let found = sources.find(OptionTable.accessLogFormat, given) else { return .combined }
        return try OptionSources.about(found) { () throws(UsageError) in try AccessLogFormat(found.text) }
    }
}
