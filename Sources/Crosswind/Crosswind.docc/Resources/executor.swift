import Crosswind
import Synchronization

/// Stands for a library that blocks: a database's, for one.
final class Store: Sendable {
    private let names = Mutex(["Ada", "Grace"])

    func all() throws -> [String] { names.withLock { $0 } }
}

final class NamesHandler: RequestHandler {
    var store: Store?

    override func get() async throws {
        guard let store else { throw HTTPError(500, "a route without a store") }
        let names = try await runInExecutor { try store.all() }
        try write(names)
    }
}

let store = Store()
let application = try Application([
    .route("/names", NamesHandler.self) { $0.store = store }
])
try application.listen(8888)
IOLoop.current.start()
