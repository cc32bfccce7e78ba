import CrosswindHTTP
import Logging

extension CommandOptions {
    /// Puts together what the command line, the environment and the defaults say.
    init(_ given: OptionArguments, environment: [String: String], context: InvocationContext) throws(UsageError) {
        let sources = OptionSources(environment: environment)

        let factory = try sources.flag(OptionTable.factory, given.application.factory)
        self.factory = factory
        chdir = try sources.text(OptionTable.chdir, given.application.chdir)
        pythonPath = sources.list(OptionTable.pythonpath, given.application.pythonpath).items
        python = try sources.text(OptionTable.python, given.application.python)
        venv = try sources.text(OptionTable.venv, given.application.venv)
        check = try sources.flag(OptionTable.check, given.application.check)

        bind = try ListenerSelection(sources, environment: environment).addresses(given.listening)
        backlog = try sources.number(OptionTable.backlog, given.listening.backlog)

        threads = try sources.number(OptionTable.threads, given.concurrency.threads)
        loops = try sources.number(OptionTable.loops, given.concurrency.loops)
        maxConnections = try sources.integer(OptionTable.maxConnections, given.concurrency.maxConnections)
        queueDepth = try sources.number(OptionTable.queueDepth, given.concurrency.queueDepth)

        keepAlive = try sources.duration(OptionTable.keepAlive, given.timeouts.keepAlive)
        headerTimeout = try sources.duration(OptionTable.headerTimeout, given.timeouts.headerTimeout)
        bodyTimeout = try sources.duration(OptionTable.bodyTimeout, given.timeouts.bodyTimeout)
        writeTimeout = try sources.duration(OptionTable.writeTimeout, given.timeouts.writeTimeout)
        gracefulTimeout = try sources.duration(OptionTable.gracefulTimeout, given.timeouts.gracefulTimeout)

        limitRequestLine = try sources.number(OptionTable.limitRequestLine, given.limits.limitRequestLine)
        limitRequestFields = try sources.number(OptionTable.limitRequestFields, given.limits.limitRequestFields)
        limitRequestFieldSize = try sources.number(
            OptionTable.limitRequestFieldSize, given.limits.limitRequestFieldSize)
        maxBodySize = try sources.size(OptionTable.maxBodySize, given.limits.maxBodySize)
        spoolThreshold = Int(try sources.size(OptionTable.spoolThreshold, given.limits.spoolThreshold))
        bodyMemory = Int(try sources.size(OptionTable.bodyMemory, given.limits.bodyMemory))
        streamRequestBody = try sources.flag(OptionTable.streamRequestBody, given.limits.streamRequestBody)

        rootPath = try Self.rootPath(given.proxies.rootPath, sources)
        trustedProxies = try Self.trustedProxies(given.proxies.forwardedAllowIPs, sources)
        forwardedHeaders = try Self.forwardedHeaders(given.proxies.forwardedHeaders, sources)
        serverHeader = try sources.flag(OptionTable.serverHeader, given.proxies.serverHeader)

        logLevel = try sources.choice(
            OptionTable.logLevel, given.logging.logLevel, synonyms: ["warn": "warning", "fatal": "critical"])
        logFormat = try sources.choice(OptionTable.logFormat, given.logging.logFormat)
        accessLog = try Self.accessLog(given.logging.accessLog, sources, context)
        accessLogFormat = try Self.accessLogFormat(given.logging.accessLogFormat, sources)

        // Last, because an option that lacks its value takes the application for it, and that error says more.
        application = try Self.application(given.application.app, factory: factory, sources)
        warnings = StrayVariables.warnings(environment)
    }

    private static func application(
        _ given: String?, factory: Bool, _ sources: OptionSources
    ) throws(UsageError) -> AppReference {
        guard let text = try sources.text(OptionTable.app, given) else {
            throw UsageError("no application is named; write crosswind MODULE:CALLABLE, as in crosswind mysite.wsgi")
        }
        let reference = try AppReference.parse(text)
        guard !(factory && reference.call != nil) else {
            throw UsageError("\(reference) is a call already; leave --factory or the parentheses out")
        }
        return reference
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

    private static func trustedProxies(_ given: [String], _ sources: OptionSources) throws(UsageError) -> TrustedProxies
    {
        let (items, source) = sources.list(OptionTable.forwardedAllowIPs, given)
        do { return try TrustedProxies(items) } catch { throw UsageError("\(source): \(error.description)") }
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
