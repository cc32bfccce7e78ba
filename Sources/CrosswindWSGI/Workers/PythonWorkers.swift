import CrosswindHTTP
import CrosswindServer
import PythonBridge
import Synchronization

/// The Python threads of the process and what they share. One set, however many containers there are: two would fight
/// over the one GIL.
final class PythonWorkers: Sendable {
    let keys: EnvironKeys
    let prelude: SharedPrelude
    let pool: WorkerPool

    private static let instance = Mutex<PythonWorkers?>(nil)

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
        self.keys = keys
        self.prelude = prelude
        let watch = Watch()
        do {
            pool = try WorkerPool(
                count: min(max(configuration.threads, 1), StartResponse.mostWorkers), depth: configuration.queueDepth,
                switchInterval: UInt64(max(interval, 0.0001) * 1e9), watch: watch
            ) { index in
                WorkerServer(index: index, keys: keys, prelude: prelude, settings: server, watch: watch)
            }
        } catch {
            throw PythonError(.runtimeError, error.description)
        }
    }
}
