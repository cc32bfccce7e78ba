import CrosswindHTTP
import CrosswindServer
import CrosswindThreads
import PythonBridge

/// The Python threads of the process and what they share. One set, however many containers there are: two would fight
/// over the one GIL.
final class PythonWorkers: Sendable {
    let keys: EnvironKeys
    let prelude: SharedPrelude
    let pool: WorkerPool

    /// More threads than this only wait for each other.
    private static let mostThreads = 256

    private static let instance = Guarded<PythonWorkers?>(nil)

    /// The process's, made on first use. The caller is attached.
    static func shared(
        _ configuration: WSGIConfiguration, _ server: ServerConfiguration, _ python: inout Python
    ) throws(PythonError) -> PythonWorkers {
        if let there = instance.withLock({ $0 }) { return there }
        // Made outside the lock: it runs Python code. Containers are made by one thread, at start.
        let fresh = try PythonWorkers(configuration, server, &python)
        instance.withLock { $0 = fresh }
        return fresh
    }

    /// What the process's threads are doing now.
    static var live: [PythonWorkerThread] { instance.withLock { $0 }?.pool.live ?? [] }

    /// See ``WorkerPool/abandon(silentFor:)``.
    static func abandon(silentFor limit: UInt64) -> [AbandonedRequest] {
        instance.withLock { $0 }?.pool.abandon(silentFor: limit) ?? []
    }

    /// Requests that the process's threads have begun.
    static var served: UInt64 { instance.withLock { $0 }?.pool.served ?? 0 }

    /// See ``WorkerPool/usable``.
    static var usable: Int { instance.withLock { $0 }?.pool.usable ?? 0 }

    static func stop(within limit: Duration) -> Int {
        guard let workers = instance.withLock({ $0 }) else { return 0 }
        let stuck = workers.pool.stop(within: limit)
        instance.withLock { $0 = nil }
        return stuck
    }

    private init(
        _ configuration: WSGIConfiguration, _ server: ServerConfiguration, _ python: inout Python
    ) throws(PythonError) {
        let keys = EnvironKeys(python)
        let prelude = try SharedPrelude(&python, logger: server.logger)
        let interval = try PythonRuntime.switchInterval(python)
        try ForkedChild.watch(python)
        self.keys = keys
        self.prelude = prelude
        let watch = Watch()
        do {
            pool = try WorkerPool(
                count: min(max(configuration.threads, 1), Self.mostThreads), depth: configuration.queueDepth,
                switchInterval: UInt64(max(interval, 0.0001) * 1e9), watch: watch, lengthChanged: server.queueChanged
            ) { index in
                WorkerServer(
                    index: index, keys: keys, prelude: prelude, settings: server, watch: watch,
                    sendsTimes: configuration.serverTiming)
            }
        } catch {
            throw PythonError(.runtimeError, error.description)
        }
    }
}
