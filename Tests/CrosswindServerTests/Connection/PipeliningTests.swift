import CrosswindHTTP
import Synchronization
import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Several requests in one go, and what stands behind them.
@Suite struct PipeliningTests {
    @Test func inOrderWhenAnsweredAtOnce() throws {
        let server = try TestServer { $0.respond(status: 200, body: $0.path) }
        let client = server.client()
        client.send((0..<50).map { get("/\($0)") }.joined())
        for index in 0..<50 { #expect(client.response().text == "/\(index)") }
    }

    /// The first answer comes last: a second request must not overtake it.
    @Test func inOrderWhenAnsweredLater() throws {
        let server = try TestServer { exchange in
            let body = exchange.path
            IOLoop.current.callLater(.milliseconds(body == "/0" ? 30 : 1)) { exchange.respond(status: 200, body: body) }
        }
        let client = server.client()
        client.send((0..<8).map { get("/\($0)") }.joined())
        for index in 0..<8 { #expect(client.response().text == "/\(index)") }
    }

    /// Runs: safe requests go to the other thread together, up to the first that isn't.
    @Test func runsEndBeforeARequestWithEffects() throws {
        let queue = ThreadQueue { first in
            var paths: [String] = []
            var next: HTTPExchange? = first
            while let each = next {
                paths.append(each.path)
                next = each.nextInRun
            }
            first.answerHere(paths.map { ok($0 + "+\(paths.count)") }.joined())
        }
        let server = try TestServer(queue)
        let client = server.client()
        client.send(get("/1") + get("/2") + get("/3") + post("/4", "body") + get("/5") + get("/6"))
        let bodies = (0..<6).map { _ in client.response().text }
        #expect(bodies == ["/1+3", "/2+3", "/3+3", "/4+1", "/5+2", "/6+2"])
    }

    /// Notes the ticks of the timeouts' clock at which requests are handed on.
    private struct Ticking: RequestCallback {
        let queue: ThreadQueue
        let ticks: Ticks

        final class Ticks: Sendable {
            let seen = Mutex<[String: UInt32]>([:])
        }

        func handle(_ exchange: HTTPExchange) {
            ticks.seen.withLock { $0[exchange.path] = exchange.connection.loop.tick }
            queue.handle(exchange)
        }

        var takesRuns: Bool { true }
    }

    /// The request that ends a run, and has nothing behind it that the loop would wake up for, is taken up when the run is
    /// answered and not with the next tick.
    @Test func whatEndsARunNeedsNoTick() throws {
        let ticks = Ticking.Ticks()
        let queue = ThreadQueue { first in
            // The loop has looked at all that came.
            usleep(2000)
            first.answerHere(ok("fine"))
        }
        let server = try TestServer(Ticking(queue: queue, ticks: ticks))
        let taken = (0..<20).lazy.map { round in
            let client = server.client()
            client.send(get("/run\(round)") + "DELETE /end\(round) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.response().text == "fine")
            #expect(client.response().text == "fine")
            return ticks.seen.withLock { $0["/run\(round)"] == $0["/end\(round)"] }
        }
        // A busy machine may let a tick come between.
        #expect(taken.contains(true))
    }

    @Test func runsAreBounded() throws {
        let queue = ThreadQueue { first in
            var count = 1
            while let next = (0..<count).reduce(Optional(first), { each, _ in each?.nextInRun }), count < 1000 {
                _ = next
                count += 1
            }
            first.answerHere(String(repeating: ok("\(count)"), count: count))
        }
        let server = try TestServer(queue) { $0.pipelineDepth = 4 }
        let client = server.client()
        client.send(String(repeating: get(), count: 10))
        #expect((0..<10).map { _ in client.response().text } == ["4", "4", "4", "4", "4", "4", "4", "4", "2", "2"])
    }

    /// An error behind a request that is still being answered waits for its turn.
    @Test(arguments: [true, false]) func errorBehindARunningRequest(_ closed: Bool) throws {
        let server = try TestServer { exchange in
            IOLoop.current.callLater(.milliseconds(30)) { exchange.respond(status: 200, body: "fine") }
        }
        let client = server.client()
        client.send(get() + "NONSENSE\r\n\r\n" + String(repeating: "x", count: 500))
        if closed { client.endSending() }
        #expect(client.response().text == "fine")
        let error = client.response()
        #expect(error.status == 400)
        #expect(error.closes)
        #expect(client.everything().end == .closed)
    }

    /// The same, with the answer given by another thread.
    @Test func errorBehindARequestOnAThread() throws {
        let server = try TestServer(
            ThreadQueue {
                usleep(20_000)
                $0.answerHere(ok("fine"))
            })
        let client = server.client()
        client.send(get())
        usleep(5_000)
        client.send("NONSENSE\r\n\r\n")
        #expect(client.response().text == "fine")
        #expect(client.response().status == 400)
        #expect(client.everything().end == .closed)
    }

    /// A client that has said all it wants to say still gets every answer.
    @Test func halfClosedAfterSeveral() throws {
        let server = try TestServer { exchange in
            let body = exchange.path
            if body == "/0" {
                IOLoop.current.callLater(.milliseconds(30)) { exchange.respond(status: 200, body: body) }
            } else {
                exchange.respond(status: 200, body: body)
            }
        }
        let client = server.client()
        client.send((0..<5).map { get("/\($0)") }.joined())
        client.endSending()
        for index in 0..<5 { #expect(client.response().text == "/\(index)") }
        #expect(client.everything().end == .closed)
    }

    /// More than the server reads ahead piles up behind a slow request.
    @Test func readAheadIsBounded() throws {
        let gate = Gate()
        let server = try TestServer(
            ThreadQueue(takesRuns: false) { exchange in
                if exchange.path == "/first" { gate.wait() }
                exchange.answerHere(ok("\(exchange.bodyBytes.count)"))
            }
        ) { $0.readAhead = 4096 }
        let client = server.client()
        let body = String(repeating: "b", count: 3_000)
        client.send(get("/first"))
        inThread { for _ in 0..<200 { client.send(post("/", body)) } }
        #expect(client.isQuiet())
        gate.open()
        #expect(client.response().text == "0")
        for _ in 0..<200 { #expect(client.response().text == "3000") }
    }

    /// A connection whose last request says `close`, with more behind it.
    @Test func nothingAfterClose() throws {
        let server = try TestServer { $0.respond(status: 200, body: $0.path) }
        let all = server.talk(get("/1", "Connection: close") + get("/2"))
        #expect(all.contains("/1"))
        #expect(!all.contains("/2"))
    }
}
