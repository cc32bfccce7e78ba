import NIOCore
import Synchronization
import Testing

@testable import CrosswindServer

/// On loops of their own, since others' stops would come between.
@Suite struct IOLoopRunningTests {
    struct Spoilt: Error, Equatable {}

    @Test func startEndsWithStopAgainAndAgain() {
        let loop = IOLoop()
        defer { loop.close() }
        for _ in 0..<3 {
            let ended = Gate()
            inThread {
                loop.start()
                ended.open()
            }
            pause(milliseconds: 10)
            #expect(!ended.wasOpened)
            loop.addCallback {
                loop.stop()
                loop.stop()
            }
            #expect(ended.wait())
        }
    }

    @Test func oneStopLetsAllGo() {
        let loop = IOLoop()
        defer { loop.close() }
        let ended = Mutex(0)
        for _ in 0..<3 {
            inThread {
                loop.start()
                ended.withLock { $0 += 1 }
            }
        }
        // Those who come late are let go by the stop that nobody has taken away.
        #expect(
            eventually {
                loop.stop()
                return ended.withLock { $0 } == 3
            })
    }

    /// Tornado: "If the event loop is not currently running, the next call to start() will return immediately."
    @Test func stopBeforeStart() {
        let loop = IOLoop()
        defer { loop.close() }
        loop.stop()
        loop.start()
        let ended = Gate()
        inThread {
            loop.start()
            ended.open()
        }
        pause(milliseconds: 10)
        #expect(!ended.wasOpened)
        loop.stop()
        #expect(ended.wait())
    }

    @Test func theLoopWorksWithoutStartAndAfterStop() {
        let loop = IOLoop()
        defer { loop.close() }
        let ran = Mutex<[String]>([])
        loop.callLater(.milliseconds(30)) { ran.withLock { $0.append("after the stop") } }
        loop.addCallback { ran.withLock { $0.append("before the start") } }
        #expect(eventually { ran.withLock { $0.count } == 1 })
        loop.stop()
        loop.start()
        #expect(eventually { ran.withLock { $0.count } == 2 })
    }

    @Test func runSyncGivesBackWhatItRan() throws {
        let loop = IOLoop()
        defer { loop.close() }
        let (value, wasThere) = try loop.runSync {
            await Task.yield()
            try await Task.sleep(for: .milliseconds(1))
            return (42, loop.eventLoop.inEventLoop)
        }
        #expect(value == 42)
        #expect(wasThere)
        #expect(throws: Spoilt()) { try loop.runSync { throw Spoilt() } }
    }

    @Test func runSyncTimesOutAndCancels() throws {
        let loop = IOLoop()
        defer { loop.close() }
        let wasCancelled = Gate()
        #expect(throws: IOLoopError.timedOut) {
            try loop.runSync(timeout: .milliseconds(20)) {
                do { try await Task.sleep(for: .seconds(3600)) } catch is CancellationError { wasCancelled.open() }
            }
        }
        #expect(wasCancelled.wait())
        #expect(throws: IOLoopError.timedOut) {
            try loop.runSync(timeout: .seconds(-1)) { try await Task.sleep(for: .seconds(3600)) }
        }
        // In time, and the loop is as before.
        #expect(try loop.runSync(timeout: .seconds(3600)) { "there" } == "there")
        #expect(try loop.runSync(timeout: .seconds(Int64.max)) { "there" } == "there")
    }

    /// Tornado: "Event loop stopped before Future completed."
    @Test func runSyncStopped() {
        let loop = IOLoop()
        defer { loop.close() }
        #expect(throws: IOLoopError.stopped) {
            try loop.runSync {
                loop.stop()
                try await Task.sleep(for: .seconds(3600))
            }
        }
    }

    @Test func onItsOwnThreadItWouldWaitForItself() async {
        await #expect(processExitsWith: .failure) {
            let loop = IOLoop()
            loop.addCallback { loop.start() }
            pause(milliseconds: 20_000)
        }
    }

    @Test func afterCloseNothingRuns() {
        let loop = IOLoop()
        let ran = Mutex<[String]>([])
        let started = Gate()
        let closing = Gate()
        let ended = Gate()
        inThread {
            started.open()
            loop.start()
            ended.open()
        }
        started.wait()
        loop.addCallback {
            loop.callLater(.milliseconds(1)) { ran.withLock { $0.append("timeout") } }
            loop.close()
            loop.close()
            closing.open()
        }
        closing.wait()
        #expect(loop.isClosed)
        #expect(ended.wait())
        loop.start()
        loop.addCallback { ran.withLock { $0.append("callback") } }
        loop.spawnCallback { ran.withLock { $0.append("spawned") } }
        loop.removeTimeout(loop.callLater(.zero) { ran.withLock { $0.append("late") } })
        #expect(throws: IOLoopError.closed) { try loop.runSync {} }
        pause(milliseconds: 30)
        #expect(ran.withLock { $0 } == [])
    }

    /// The task was begun on a loop that is gone; whoever awaits it must not wait for ever.
    @Test func tasksSurviveTheirLoop() async throws {
        let loop = IOLoop()
        let isInside = Gate()
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        let task = Task(executorPreference: loop.taskExecutor) {
            isInside.open()
            var sum = 0
            for await value in stream { sum += value }
            return sum
        }
        while !isInside.wasOpened { await Task.yield() }
        loop.close()
        for value in 1...3 {
            try await Task.sleep(for: .milliseconds(10))
            continuation.yield(value)
        }
        continuation.finish()
        #expect(await task.value == 6)
    }

    @Test func closingALoopOfServersLeavesThemServing() throws {
        // Not the process's first one, which other tests have.
        let server = try TestServer({ $0.loops = 3 }) { $0.respond(status: 200, body: "still") }
        let client = server.client()
        client.send(get())
        #expect(client.response().text.hasSuffix("still"))
    }
}
