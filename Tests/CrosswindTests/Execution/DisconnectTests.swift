import Crosswind
import CrosswindTesting
import NIOCore
import Synchronization
import Testing

/// Waits for a gate, and is counted.
private class Waiter: RequestHandler {
    var gate = Gate()
    var journal = Journal()
    var entry: Census.Entry?
    override func get() async throws {
        if request.path == "/streaming" {
            write("first")
            try await flush()
        }
        await gate.wait()
        write("done")
    }
    override func onConnectionClose() { journal.add("closed") }
    override func onFinish() { journal.add("finished \(status)") }
}

private final class Cancelled: Waiter {
    override class var cancelsOnDisconnect: Bool { true }
    override func get() async throws {
        write("first")
        if request.path == "/streaming" { try await flush() }
        journal.add("waits")
        // Without an end, unless it is cancelled.
        for await _ in AsyncStream<Void>(unfolding: { try? await Task.sleep(for: .seconds(600)) })
        where Task.isCancelled {
            break
        }
        journal.add("goes on")
        try Task.checkCancellation()
    }
}

private enum Leaving: CaseIterable { case closing, resetting }

@Suite struct DisconnectTests {
    private func app<Handler: Waiter>(
        _ type: Handler.Type, _ gate: Gate, _ journal: Journal, _ census: Census, log: Journal = Journal()
    ) throws -> Application {
        try Application(
            [
                .route("/.*", type) { handler in
                    handler.gate = gate
                    handler.journal = journal
                    handler.entry = census.entry()
                }
            ], settings: .telling(log))
    }

    @Test(
        "onConnectionClose is called when the client leaves, in order or not; the handler goes on to its end",
        arguments: Leaving.allCases, ["/", "/streaming"])
    fileprivate func told(_ leaving: Leaving, _ path: String) async throws {
        let (gate, journal, census) = (Gate(), Journal(), Census())
        try await app(Waiter.self, gate, journal, census).test(.live) { client in
            try await client.connect { connection in
                await connection.send(get(path))
                #expect(await eventually { gate.waiting == 1 })
                #expect(journal.all == [])
                if leaving == .closing { await connection.close() } else { await connection.reset() }
                #expect(await eventually { journal.all == ["closed"] })
            }
            gate.open()
            #expect(await eventually { journal.all.count == 2 && census.count == 0 })
            #expect(journal.all.last?.hasPrefix("finished") == true)
            #expect(await client.get("/").text == "done", "the server is well")
        }
        #expect(census.total == 2)
    }

    @Test("A client that has closed only its side is told of, and gets its answer")
    func halfClosed() async throws {
        let (gate, journal, census) = (Gate(), Journal(), Census())
        try await app(Waiter.self, gate, journal, census).test(.live) { client in
            try await client.connect { connection in
                await connection.send(get())
                #expect(await eventually { gate.waiting == 1 })
                await connection.endSending()
                #expect(await eventually { journal.all == ["closed"] })
                gate.open()
                let response = await connection.response()
                #expect(response.text == "done")
                #expect(response.status == 200)
                #expect(await connection.rest().readableBytes == 0)
            }
            #expect(await eventually { journal.all == ["closed", "finished 200"] && census.count == 0 })
        }
    }

    @Test(
        "Clients that leave handlers which would wait for ever leave nothing behind",
        arguments: Leaving.allCases, ["/", "/streaming"])
    fileprivate func cancels(_ leaving: Leaving, _ path: String) async throws {
        let (journal, census, log) = (Journal(), Census(), Journal())
        let count = 200
        try await app(Cancelled.self, Gate(), journal, census, log: log).test(.live) { client in
            for number in 1...count {
                try await client.connect { connection in
                    await connection.send(get(path))
                    #expect(await eventually { census.total == number })
                    if leaving == .resetting { await connection.reset() }
                }
            }
            #expect(await eventually { census.count == 0 })
        }
        #expect(census.total == count)
        #expect(journal.all.count { $0 == "closed" } == count)
        #expect(journal.all.count { $0.hasPrefix("finished") } == count)
        #expect(log.all.allSatisfy { $0.hasPrefix("debug") }, "no failure of the server's")
    }

    @Test("A handler that is never resumed holds itself and no connection")
    func held() async throws {
        let (gate, journal, census) = (Gate(), Journal(), Census())
        let app = try app(Waiter.self, gate, journal, census)
        try await app.test(.live) { client in
            for _ in 0..<20 { try await client.connect { await $0.send(get()) } }
            #expect(await eventually { journal.all.count == 20 })
        }
        #expect(census.count == 20, "as in Tornado, what was begun is not ended")
        gate.open()
        #expect(await eventually { census.count == 0 })
    }

    @Test("Writing to a client that has gone is a StreamClosedError, and no error in the log")
    func writes() async throws {
        let (gate, thrown, log) = (Gate(), Journal(), Journal())
        let app = try answering(settings: .telling(log)) { handler in
            handler.write("first")
            try await handler.flush()
            await gate.wait()
            do {
                while true {
                    handler.write([UInt8](repeating: 0x61, count: 65_536))
                    try await handler.flush()
                }
            } catch {
                thrown.add("\(type(of: error))")
                throw error
            }
        }
        try await app.test(.live) { client in
            try await client.stream("GET", "/") { stream in _ = try await stream.next() }
            gate.open()
            #expect(await eventually { thrown.all == ["StreamClosedError"] })
        }
        #expect(log.all.allSatisfy { $0.hasPrefix("debug") })
    }

    @Test("No call when the client stays, and none when the response is finished already")
    func notCalled() async throws {
        let (gate, journal) = (Gate(), Journal())
        final class Late: RequestHandler {
            var gate = Gate()
            var journal = Journal()
            override func get() async throws {
                try await Task.sleep(for: .milliseconds(1))
                finish()
                await gate.wait()
                journal.add("over")
            }
            override func onConnectionClose() { journal.add("closed") }
        }
        let app = try Application(
            [
                .route("/", Late.self) {
                    $0.gate = gate
                    $0.journal = journal
                }
            ], settings: .quiet)
        try await app.test(.live) { client in
            #expect(await client.get("/").status == 200)
            try await client.connect { connection in
                await connection.send(get())
                #expect(await connection.response().status == 200)
            }
            #expect(await eventually { gate.waiting == 2 })
            gate.open()
            #expect(await eventually { journal.all.count == 2 })
        }
        #expect(journal.all == ["over", "over"])
    }
}
