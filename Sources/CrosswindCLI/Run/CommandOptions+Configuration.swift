import CrosswindHTTP
import CrosswindServer
import CrosswindWSGI
import Logging

/// From what the user said to what the server and the container want to know.
extension CommandOptions {
    /// Worker processes; nil for one process without a supervisor. Some options want one though none was asked for.
    var processes: Int? { workers ?? (reload != nil || recycling.isOn || preload ? 1 : nil) }

    func serverConfiguration(logger: Logger, log: AccessLog?) -> ServerConfiguration {
        var settings = ServerConfiguration()
        settings.limits.requestLine = limitRequestLine
        settings.limits.fieldCount = limitRequestFields
        settings.limits.fieldSize = limitRequestFieldSize
        // A head holds what its parts may hold; the total only grows with them.
        settings.limits.head = max(settings.limits.head, limitRequestLine + limitRequestFieldSize)
        settings.limits.body = Int(clamping: maxBodySize)
        settings.keepAliveTimeout = keepAlive
        settings.headerTimeout = headerTimeout
        settings.bodyTimeout = bodyTimeout
        settings.writeTimeout = writeTimeout
        settings.gracefulTimeout = gracefulTimeout
        settings.drainDelay = drainDelay
        settings.healthPath = healthPath
        settings.readyPath = readyPath
        settings.logsHealth = logHealth
        settings.backlog = Int32(backlog)
        if processes != nil { settings.acceptBatch = 1 }
        if let maxConnections { settings.maxConnections = maxConnections }
        settings.spoolThreshold = spoolThreshold
        settings.bodyMemory = bodyMemory
        settings.responseMemory = responseMemory
        settings.serverName = serverHeader ? "crosswind" : nil
        settings.loops = loops
        settings.log = log
        settings.timesRequests = serverTiming
        let resolver = ForwardedResolver(proxies: trustedProxies, headers: forwardedHeaders)
        settings.forwarding = resolver
        settings.proxyProtocol = proxyProtocol.map { ProxyProtocol($0, peers: proxyAllowFrom) }
        settings.logger = logger
        return settings
    }

    /// What process titles show in brackets.
    var title: String { name ?? application.description }

    /// What is to come when the end begins, in words.
    func farewell(after delay: Duration) -> String {
        let serving = delay == .zero ? "" : "serving on for \(delay), not ready any more; then "
        return "\(serving)running requests have \(gracefulTimeout) to finish"
    }

    func wsgiConfiguration() -> WSGIConfiguration {
        var settings = WSGIConfiguration()
        settings.threads = threads
        // One worker may become more by SIGTTIN.
        settings.isMultiprocess = processes != nil
        settings.queueDepth = queueDepth
        settings.rootPath = rootPath
        settings.streamsRequestBody = streamRequestBody
        settings.serverTiming = serverTiming
        settings.software = "crosswind/\(Version.current)"
        return settings
    }
}
