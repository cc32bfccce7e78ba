import CrosswindHTTP
import Synchronization
import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The ends of a server.
@Suite struct HTTPServerStoppingTests {
    @Test func idleConnectionsCloseAtOnce() throws {
        let server = try TestServer { $0.respond(status: 200, body: "once") }
        let fresh = server.client()
        let kept = server.client()
        #expect(kept.sendAndRead(get()).text == "once")
        #expect(eventually { server.server.connectionCount == 2 })
        #expect(server.server.stop(within: .seconds(20)) == 0)
        #expect(fresh.everything().end == .closed)
        #expect(kept.everything().end == .closed)
    }

    /// A request in progress is finished, and its answer says that the connection ends.
    @Test(arguments: [true, false]) func runningRequestsFinish(_ native: Bool) throws {
        let gate = Gate()
        let waiting = Mutex<HTTPExchange?>(nil)
        let callback: any RequestCallback =
            native
            ? ClosureCallback { exchange in waiting.withLock { $0 = exchange } }
            : ThreadQueue { exchange in
                gate.wait()
                exchange.answerHere(ok("late"), exchange.mayKeepAlive ? .keepAlive : .close)
            }
        let server = try TestServer(callback)
        let client = server.client()
        client.send(get())
        #expect(client.isQuiet(milliseconds: 50))
        let cut = Mutex<Int?>(nil)
        inThread { [server = server.server] in
            let count = server.stop(within: .seconds(20))
            cut.withLock { $0 = count }
        }
        #expect(client.isQuiet(milliseconds: 100))
        #expect(cut.withLock { $0 } == nil)
        gate.open()
        IOLoop.current.addCallback { waiting.withLock { $0 }?.respond(status: 200, body: "late") }
        let response = client.response()
        #expect(response.text == "late")
        if native { #expect(response.closes) }
        #expect(client.everything().end == .closed)
        #expect(eventually { cut.withLock { $0 } == 0 })
    }

    /// What takes longer than it was given is cut.
    @Test(arguments: [true, false]) func deadline(_ native: Bool) throws {
        let gate = Gate()
        let callback: any RequestCallback =
            native
            ? ClosureCallback { exchange in exchange.whenDisconnected { exchange.finish() } }
            : ThreadQueue { exchange in
                gate.wait()
                exchange.answerHere(ok("too late"))
            }
        let server = try TestServer(callback)
        let client = server.client()
        client.send(get())
        #expect(client.isQuiet(milliseconds: 50))
        #expect(server.server.stop(within: .milliseconds(100)) == 1)
        #expect(server.server.connectionCount == 0)
        #expect(client.everything().text == "")
        // The thread comes back to a server that is gone, or going.
        gate.open()
    }

    @Test func abortCutsAStop() throws {
        let gate = Gate()
        let server = try TestServer(
            ThreadQueue { exchange in
                gate.wait()
                exchange.complete(.cut)
            })
        let client = server.client()
        client.send(get())
        #expect(client.isQuiet(milliseconds: 50))
        let stopped = Gate()
        inThread { [server = server.server] in
            server.stop(within: .seconds(60))
            stopped.open()
        }
        #expect(client.isQuiet(milliseconds: 50))
        server.server.abort()
        #expect(stopped.wait())
        #expect(client.everything().text == "")
        gate.open()
    }

    /// Two at once, and again later: each returns.
    @Test func stoppedTwice() throws {
        let gate = Gate()
        let server = try TestServer(
            ThreadQueue { exchange in
                gate.wait()
                exchange.answerHere(ok("late"), .close)
            })
        let client = server.client()
        client.send(get())
        #expect(client.isQuiet(milliseconds: 50))
        let stopped = Counter()
        for _ in 0..<2 {
            inThread { [server = server.server] in
                server.stop(within: .seconds(20))
                stopped.add()
            }
        }
        #expect(client.isQuiet(milliseconds: 50))
        gate.open()
        #expect(client.response().text == "late")
        #expect(eventually { stopped.value == 2 })
        #expect(server.server.stop(within: .seconds(20)) == 0)
    }

    /// Answered at once while the server drains, from what a connection had kept back: the connection closes then too.
    @Test func pipelinedWhileStopping() throws {
        let waiting = Mutex<HTTPExchange?>(nil)
        let server = try TestServer { exchange in
            if exchange.path == "/0" {
                waiting.withLock { $0 = exchange }
            } else {
                exchange.respond(status: 200, body: exchange.path)
            }
        }
        let client = server.client()
        client.send(get("/0") + get("/1") + get("/2"))
        #expect(client.isQuiet(milliseconds: 50))
        let cut = Mutex<Int?>(nil)
        inThread { [server = server.server] in
            let count = server.stop(within: .seconds(20))
            cut.withLock { $0 = count }
        }
        pause(milliseconds: 50)
        IOLoop.current.addCallback { waiting.withLock { $0 }?.respond(status: 200, body: "/0") }
        #expect(client.response().text == "/0")
        #expect(eventually { cut.withLock { $0 } == 0 })
    }

    @Test func nobodyIsAcceptedAfterwards() throws {
        let server = try TestServer { $0.respond(status: 200) }
        server.server.stop(within: .zero)
        let descriptor = streamSocket(AF_INET)
        defer { close(descriptor) }
        #expect(!connects(descriptor, server.port))
    }

    /// Answers that come in while their server goes.
    @Test func serversThatComeAndGo() throws {
        for _ in 0..<30 {
            let server = try TestServer(
                ThreadQueue { exchange in
                    usleep(500)
                    exchange.answerHere(ok("x"))
                })
            let clients = (0..<4).map { _ in server.client() }
            for client in clients { client.send(get()) }
            server.server.stop(within: .milliseconds(1))
        }
    }
}
