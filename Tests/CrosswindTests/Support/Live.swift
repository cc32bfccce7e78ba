import Crosswind
import CrosswindServer
import CrosswindTesting
import NIOCore
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// In process and over a socket: what handlers do must not depend on it.
let modes: [TestMode] = [.inProcess, .live]

extension Application {
    /// Runs `body` with a client in process, then with another over a socket.
    func inBothModes(_ body: (TestClient) async throws -> Void) async throws {
        for mode in modes { try await test(mode, body) }
    }
}

extension ServerConfiguration {
    /// For tests of other things than time, on machines that are busy; silent.
    static var patient: ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.headerTimeout = .seconds(600)
        configuration.keepAliveTimeout = .seconds(600)
        configuration.logger = CrosswindTests.logger(Journal())
        return configuration
    }
}

/// Waits until `condition` holds, at most twenty seconds, without holding a thread of Swift's own.
func eventually(_ condition: @Sendable () -> Bool) async -> Bool {
    for _ in 0..<4000 {
        if condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return condition()
}

/// Counts the objects that live. Any thread.
final class Census: Sendable {
    private let living = Mutex(0)
    private let born = Mutex(0)
    var count: Int { living.withLock { $0 } }
    var total: Int { born.withLock { $0 } }

    final class Entry: Sendable {
        private let census: Census
        init(_ census: Census) {
            self.census = census
            census.living.withLock { $0 += 1 }
            census.born.withLock { $0 += 1 }
        }
        deinit { census.living.withLock { $0 -= 1 } }
    }

    func entry() -> Entry { Entry(self) }
}

/// Something that tasks wait for. Any thread.
final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    var waiting: Int { state.withLock { $0.waiting.count } }

    func wait() async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if goesOn { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            defer { state = (true, []) }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// A number. Any thread.
final class Counter: Sendable {
    private let number = Mutex(0)
    var value: Int { number.withLock { $0 } }
    func add(_ more: Int = 1) { number.withLock { $0 += more } }
}

/// A request without a body, as it travels.
func get(_ uri: String = "/", _ fields: String...) -> String {
    "GET \(uri) HTTP/1.1\r\nHost: test\r\n\(fields.map { "\($0)\r\n" }.joined())\r\n"
}
