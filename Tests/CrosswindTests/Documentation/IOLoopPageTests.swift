import Crosswind
import CrosswindServer
import CrosswindTesting
import NIOCore
import SnippetSupport
import Synchronization
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The code of docs/ioloop.md, as it stands there.
@Suite struct IOLoopPageTests {
    final class MainHandler: RequestHandler {
        override func get() async throws { write("Hello, world") }
    }

    final class ReportHandler: RequestHandler {
        override func get() async throws {
            let year = try argument("year")
            let report = try await runInExecutor { try Report.read(year) }
            write(report)
        }
    }

    enum Report {
        static func read(_ year: String) throws -> String { "report of \(year)" }
    }

    /// Gives one word, after a while.
    struct Feed: Sendable {
        func next() async throws -> String {
            try await Task.sleep(for: .milliseconds(1))
            return "fed"
        }
    }
    private let feed = Feed()

    final class Sessions: Sendable {
        let removals = Journal()
        func removeExpired() async throws { removals.add("removed") }
    }

    /// What keeps a server's program alive, until a signal.
    @Test func aProgram() async {
        await #expect(processExitsWith: .exitCode(7)) {
            alarm(20)
            func program() throws {
                let server = try Application([.route("/", MainHandler.self)]).listen(8888)
                try IOLoop.current.addSignalHandler(SIGTERM) { IOLoop.current.stop() }
                IOLoop.current.start()
                server.stop()
            }
            // Those that come before the handler is there are nobody's.
            signal(SIGTERM, SIG_IGN)
            PeriodicCallback(.milliseconds(50)) { kill(getpid(), SIGTERM) }.start()
            // The port may be somebody else's.
            do { try program() } catch is ListenError {}
            exit(7)
        }
    }

    @Test func callbacksAndTimeouts() async throws {
        let counter = Journal()
        let feed = feed
        do {
            let loop = IOLoop.current
            loop.addCallback { counter.add("soon") }
            loop.spawnCallback { counter.add(try await feed.next()) }

            let timeout = loop.callLater(.seconds(20)) { counter.add("later") }
            loop.callAt(loop.time() + .milliseconds(10)) { counter.add("at ten") }
            loop.removeTimeout(timeout)
        }
        for _ in 0..<4000 where counter.all.count < 3 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(Set(counter.all) == ["soon", "fed", "at ten"])
    }

    @Test func periodic() async throws {
        let sessions = Sessions()
        let cleaning = PeriodicCallback(.milliseconds(10), jitter: 0.1) { try await sessions.removeExpired() }
        cleaning.start()
        for _ in 0..<4000 where sessions.removals.all.count < 3 { try await Task.sleep(for: .milliseconds(5)) }
        cleaning.stop()
        #expect(sessions.removals.all.count >= 3)
    }

    @Test(arguments: [TestMode.inProcess, .live])
    func blockingWork(_ mode: TestMode) async throws {
        try await Application([.route("/", ReportHandler.self)]).test(mode) { client in
            #expect(await client.get("/?year=2026").text == "report of 2026")
        }
        let database = ThreadPoolExecutor(maxWorkers: 4, threadName: "database")
        let rows = try await IOLoop.current.runInExecutor(on: database) { try Report.read("2026") }
        #expect(rows == "report of 2026")
        database.shutdown(wait: false)
    }

    @Test func runSync() throws {
        let feed = feed
        let loop = IOLoop()
        defer { loop.close() }
        let answer = try loop.runSync(timeout: .seconds(5)) { try await feed.next() }
        #expect(answer == "fed")
    }

    @Test("What the page shows is what runs here")
    func page() throws {
        let snippets = try Snippets("docs/ioloop.md", runBy: #filePath)
        #expect(snippets.count == 6)
        #expect(snippets.missing == [])
    }
}
