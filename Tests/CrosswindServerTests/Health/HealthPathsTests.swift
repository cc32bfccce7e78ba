import CrosswindHTTP
import Synchronization
import Testing

@testable import CrosswindServer

/// What a server says of itself.
@Suite struct HealthPathsTests {
    private final class Seen: ExchangeLog {
        let paths = Mutex<[String]>([])
        func record(_ exchange: HTTPExchange, responseHead: UnsafeRawBufferPointer) {
            let path = exchange.path
            paths.withLock { $0.append(path) }
        }
    }

    /// Takes runs, and is as busy as the test wants.
    private final class Moody: RequestCallback {
        let busy = Atomic<Bool>(false)
        let takesRuns = true
        var isBusy: Bool { busy.load(ordering: .relaxed) }
        func handle(_ exchange: HTTPExchange) { exchange.respond(status: 200, body: exchange.path) }
    }

    private func server(
        _ callback: any RequestCallback, _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) throws -> TestServer {
        try TestServer(callback) {
            $0.healthPath = "/healthz"
            $0.readyPath = "/readyz"
            change(&$0)
        }
    }

    @Test func offUnlessAsked() throws {
        let server = try TestServer { $0.respond(status: 200, body: "the app's \($0.path)") }
        #expect(server.client().sendAndRead(get("/healthz")).text == "the app's /healthz")
        #expect(server.client().sendAndRead(get("/readyz")).text == "the app's /readyz")
    }

    @Test func answersWithoutTheCallback() throws {
        let server = try server(Moody())
        let client = server.client()
        #expect(client.sendAndRead(get("/healthz")).text == "ok\n")
        let ready = client.sendAndRead(get("/readyz?verbose"))
        #expect(ready.status == 200)
        #expect(ready.text == "ready\n")
        #expect(ready["cache-control"] == "no-store")
        #expect(client.sendAndRead(get("/healthz/")).text == "/healthz/")
        #expect(client.sendAndRead(post("/healthz", "x")).text == "/healthz")
        client.send("HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + get("/after"))
        let head = client.response(toHEAD: true)
        #expect(head.status == 200)
        #expect(head["content-length"] == "3")
        #expect(client.response().text == "/after")
    }

    /// Paths of the same length are somebody else's, and one of the two may not be there.
    @Test func onlyThose() throws {
        let server = try server(Moody())
        let client = server.client()
        for path in ["/wealthz", "/healthy", "/HEALTHZ", "/readyy", "/1234567"] {
            #expect(client.sendAndRead(get(path)).text == path)
        }
        let alone = try TestServer(Moody()) { $0.readyPath = "/readyz" }
        #expect(alone.client().sendAndRead(get("/readyz")).text == "ready\n")
        #expect(alone.client().sendAndRead(get("/healthz")).text == "/healthz")
        #expect(alone.client().sendAndRead("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n").text == "*")
    }

    @Test func notReady() throws {
        let callback = Moody()
        let server = try server(callback)
        func ready() -> (UInt16, String) {
            let response = server.client().sendAndRead(get("/readyz"))
            return (UInt16(response.status), response.text)
        }
        #expect(server.server.isReady)
        callback.busy.store(true, ordering: .relaxed)
        #expect(ready() == (503, "busy\n"))
        callback.busy.store(false, ordering: .relaxed)
        server.server.setReady(false)
        #expect(!server.server.isReady)
        #expect(ready() == (503, "not ready\n"))
        #expect(server.client().sendAndRead(get("/work")).text == "/work")
        #expect(server.client().sendAndRead(get("/healthz")).status == 200)
        server.server.setReady(true)
        #expect(ready() == (200, "ready\n"))
    }

    /// In the midst of pipelined requests that go to the callback together.
    @Test(arguments: [true, false]) func inARun(_ isLogged: Bool) throws {
        let seen = Seen()
        let queue = ThreadQueue { first in
            var paths: [String] = []
            var next: HTTPExchange? = first
            while let each = next {
                paths.append(each.path)
                next = each.nextInRun
            }
            first.answerHere(paths.map { ok($0 + "+\(paths.count)") }.joined())
        }
        let server = try server(queue) {
            $0.log = seen
            $0.logsHealth = isLogged
        }
        let client = server.client()
        client.send(["/1", "/2", "/healthz", "/3", "/readyz", "/healthz"].map { get($0) }.joined())
        let bodies = (0..<6).map { _ in client.response().text }
        #expect(bodies == ["/1+2", "/2+2", "ok\n", "/3+1", "ready\n", "ok\n"])
        // The test's callback writes past the log.
        #expect(seen.paths.withLock { $0 } == (isLogged ? ["/healthz", "/readyz", "/healthz"] : []))
    }

    /// Readiness fails first, requests are still served, each on a connection that ends; then nobody is accepted.
    @Test func drainDelay() throws {
        let server = try server(Moody()) { $0.drainDelay = .seconds(60) }
        let kept = server.client()
        #expect(!kept.sendAndRead(get("/before")).closes)
        let cut = Mutex<Int?>(nil)
        inThread { [server = server.server] in
            let count = server.stop()
            cut.withLock { $0 = count }
        }
        #expect(eventually { server.client().sendAndRead(get("/readyz")).status == 503 })
        let answer = kept.sendAndRead(get("/meanwhile"))
        #expect(answer.text == "/meanwhile")
        #expect(answer.closes)
        #expect(kept.everything().end == .closed)
        #expect(server.client().sendAndRead(get("/new")).text == "/new")
        #expect(server.client().sendAndRead(get("/healthz")).text == "ok\n")
        #expect(cut.withLock { $0 } == nil)
        server.server.abort()
        #expect(eventually { cut.withLock { $0 } != nil })
    }

    @Test func drainDelayEnds() throws {
        let server = try server(Moody())
        #expect(server.server.stop(after: .milliseconds(50), within: .seconds(20)) == 0)
        #expect(!server.server.isReady)
    }

    /// A connection that was in use a moment ago is waited for, since its next request may be on its way.
    @Test func aRequestOnItsWayIsServed() throws {
        let server = try server(Moody())
        let client = server.client()
        #expect(client.sendAndRead(get("/1")).text == "/1")
        let stopped = Gate()
        inThread { [server = server.server] in
            server.stop(within: .seconds(20))
            stopped.open()
        }
        #expect(eventually { !server.server.isReady })
        let answer = client.sendAndRead(get("/2"))
        #expect(answer.text == "/2")
        #expect(answer.closes)
        #expect(stopped.wait())
    }
}
