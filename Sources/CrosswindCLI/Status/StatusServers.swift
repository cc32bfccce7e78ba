import CrosswindHTTP
import CrosswindServer
import CrosswindStatus
import Logging
import PythonBridge

/// A worker's share in answering for the server's status: at the sockets that all share, and at its own.
struct StatusServers {
    private var servers: [HTTPServer] = []
    private let reader: StackReader?

    /// Listens. Not attached to Python, which isn't needed to answer.
    init(_ status: StatusService, number: Int, title: String, _ logger: Logger) throws(ListenError) {
        var settings = ServerConfiguration()
        settings.limits.body = 0
        // A connection that is kept would bind its client to this worker, even when that is stuck.
        settings.keepAliveTimeout = .zero
        settings.maxConnections = 64
        settings.serverName = nil
        settings.logger = logger
        let loop = IOLoop.current
        let reader = status.directory == nil ? nil : StackReader()
        self.reader = reader
        do throws(PythonThread.SpawnError) { try reader?.start() } catch {
            logger.warning("the status page shows no stacks: \(error.description)")
        }
        let live = reader.map { LiveThreads($0, on: loop.eventLoop) }
        let source: LiveReport.Source = { patience, done in
            if let live { live.report(within: patience, done) } else { done(LiveReport(threads: [])) }
        }
        for listener in status.listeners {
            let callback: any RequestCallback =
                listener.hasPage
                ? StatusCallback(
                    status.board, title: title, version: Version.current, directory: status.directory,
                    isLocal: listener.address.isLocal, source: source)
                : MetricsCallback(status.board, version: Version.current)
            let server = HTTPServer(callback, configuration: settings)
            servers.append(server)
            try server.listen(.descriptor(listener.descriptor))
        }
        guard let directory = status.directory else { return }
        let own = HTTPServer(WorkerCallback(number: number, source: source), configuration: settings)
        servers.append(own)
        try own.listen(WorkerCallback.address(in: directory))
        status.board.keepHistory(on: loop)
    }

    /// Ends it: last, so that one sees how the rest ends. Detached from Python.
    func stop() {
        for server in servers { server.stop(within: .milliseconds(500)) }
        reader?.stop(within: .milliseconds(500))
    }
}
