import Crosswind
import CrosswindHTTP
import CrosswindTesting
import Logging
import Testing

@Suite struct LoggerTests {
    /// Keeps lines with their metadata.
    private struct MetadataHandler: LogHandler {
        let journal: Journal
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            journal.add(
                "\(event.message) " + all.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: " "))
        }
    }

    private func settings(_ journal: Journal) -> Settings {
        var settings = Settings()
        settings.logger = Logger(label: "journal") { _ in MetadataHandler(journal: journal) }
        return settings
    }

    @Test func saysWhichRequestALineIsAbout() async throws {
        let journal = Journal()
        let application = try answering(settings: settings(journal)) { handler in
            handler.logger[metadataKey: "user"] = "ada"
            handler.logger.info("here")
            let logger = handler.logger
            try await handler.runInExecutor { logger.info("there") }
        }
        await application.test { client in
            let headers: HTTPFields = ["X-Request-Id": "abc-123"]
            #expect(await client.get("/a/b?c=d", headers: headers).status == 200)
        }
        let metadata =
            "client.address=127.0.0.1 http.request.method=GET request.id=abc-123 url.path=/a/b user=ada"
        #expect(journal.all == ["here \(metadata)", "there \(metadata)"])
    }

    @Test func errorsHaveItToo() async throws {
        struct Broken: Error {}
        let journal = Journal()
        let application = try answering(settings: settings(journal)) { _ in throw Broken() }
        await application.test { client in
            #expect(await client.get("/", headers: ["X-Request-Id": "abc"]).status == 500)
        }
        #expect(journal.all.count == 1)
        #expect(journal.all[0].contains("request.id=abc"))
    }

    @Test func requestIDs() async throws {
        let ids = Journal()
        let get: Probe.Body = { handler in
            #expect(handler.requestID == handler.requestID)
            ids.add(handler.requestID)
        }
        await (try answering(get: get)).test { client in
            let long = String(repeating: "x", count: 128)
            for sent in ["", "white space", "caf\u{e9}", "\(long)x", long] {
                _ = await client.get("/", headers: ["X-Request-Id": sent])
            }
            _ = await client.get("/")
            _ = await client.get("/")
        }
        var other = Settings()
        other.requestIDField = "X-Trace"
        await (try answering(settings: other, get: get)).test { client in
            _ = await client.get("/", headers: ["X-Trace": "mine", "X-Request-Id": "no"])
        }
        other.requestIDField = nil
        await (try answering(settings: other, get: get)).test { client in
            _ = await client.get("/", headers: ["X-Request-Id": "no"])
        }
        let all = ids.all
        try #require(all.count == 9)
        #expect(all[4] == String(repeating: "x", count: 128))
        #expect(all[7] == "mine")
        let random = all.indices.filter { ![4, 7].contains($0) }.map { all[$0] }
        #expect(random.allSatisfy { $0.utf8.count == 32 && $0.allSatisfy(\.isHexDigit) })
        #expect(Set(random).count == random.count)
    }
}
