import Crosswind
import CrosswindTesting
import Logging
import Testing

/// What one request's handler leaves behind is none of the next one's.
@Suite struct HandlerTaskTests {
    /// A handler that somebody keeps can't write into the response of a later request.
    @Test func keptHandler() async throws {
        let kept = Kept()
        let journal = Journal()
        var settings = Settings()
        settings.logger = logger(journal, level: .info)
        let application = try Application(
            [
                .route("/keep") { KeptHandler(kept) },
                .route("/next") { NextHandler(kept) },
            ], settings: settings)
        try await application.test(.live) { client in
            #expect(await client.get("/keep").text == "kept")
            for _ in 0..<3 { #expect(await client.get("/next").text == "next") }
        }
        #expect(kept.seen == [false, false, false])
        #expect(journal.all.count == 6)
        #expect(journal.all.allSatisfy { $0.contains("write after the response was finished") })
    }

    /// A cancelled handler's successors run in tasks that are not.
    @Test func cancelled() async throws {
        let kept = Kept()
        let journal = Journal()
        var settings = Settings()
        settings.logger = logger(journal, level: .info)
        let application = try Application(
            [
                .route("/sleep") { SleepingHandler(kept) },
                .route("/next") { NextHandler(kept) },
            ], settings: settings)
        try await application.test(.live) { client in
            for _ in 0..<3 {
                try await client.stream("GET", "/sleep") { response in _ = try await response.next() }
                #expect(await client.get("/next").text == "next")
            }
        }
        #expect(kept.seen == [false, false, false])
        // That a client went away is no error.
        #expect(journal.all == [])
    }
}

/// Confined to the loop but for the test's own look when all is over.
private final class Kept: @unchecked Sendable {
    var handler: RequestHandler?
    var seen: [Bool] = []
}

private final class KeptHandler: RequestHandler {
    private var kept: Kept?
    convenience init(_ kept: Kept) {
        self.init()
        self.kept = kept
    }
    override func get() async throws {
        kept?.handler = self
        write("kept")
    }
}

private final class NextHandler: RequestHandler {
    private var kept: Kept?
    convenience init(_ kept: Kept) {
        self.init()
        self.kept = kept
    }
    override func get() async throws {
        kept?.seen.append(Task.isCancelled)
        kept?.handler?.write("stale")
        kept?.handler?.finish()
        try? await kept?.handler?.flush()
        await Task.yield()
        write("next")
    }
}

private final class SleepingHandler: RequestHandler {
    private var kept: Kept?
    convenience init(_ kept: Kept) {
        self.init()
        self.kept = kept
    }
    override static var cancelsOnDisconnect: Bool { true }
    override func get() async throws {
        write("first")
        try await flush()
        try await Task.sleep(for: .seconds(60))
    }
}
