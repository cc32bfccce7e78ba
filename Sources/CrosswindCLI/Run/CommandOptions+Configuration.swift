import CrosswindHTTP
import CrosswindServer
import CrosswindWSGI
import Logging

/// From what the user said to what the server and the container want to know.
extension CommandOptions {
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
        settings.backlog = Int32(backlog)
        if let maxConnections { settings.maxConnections = maxConnections }
        settings.spoolThreshold = spoolThreshold
        settings.bodyMemory = bodyMemory
        settings.serverName = serverHeader ? "crosswind" : nil
        settings.loops = loops
        settings.log = log
        let resolver = ForwardedResolver(proxies: trustedProxies, headers: forwardedHeaders)
        settings.forwarding = resolver
        settings.logger = logger
        return settings
    }

    func wsgiConfiguration() -> WSGIConfiguration {
        var settings = WSGIConfiguration()
        settings.threads = threads
        settings.queueDepth = queueDepth
        settings.rootPath = rootPath
        settings.streamsRequestBody = streamRequestBody
        settings.software = "crosswind/\(Version.current)"
        return settings
    }

    var addresses: [CrosswindServer.BindAddress] {
        bind.map { address in
            switch address {
            case .tcp(let host, let port): .tcp(host: host, port: Int(port))
            case .unix(let path): .unix(path: path)
            case .descriptor(let number): .descriptor(number)
            }
        }
    }
}
