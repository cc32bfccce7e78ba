import Logging
import NIOCore
import Synchronization
import Testing

@testable import CrosswindServer

extension IOLoopTests {
    struct Mishap: Error {}

    @Test func callbacksRunInOrderAndOnTheLoop() {
        let order = Mutex<[Int]>([])
        let loop = IOLoop.current
        for index in 0..<100 {
            loop.addCallback { order.withLock { $0.append(loop.eventLoop.inEventLoop ? index : -1) } }
        }
        #expect(eventually { order.withLock { $0.count } == 100 })
        #expect(order.withLock { $0 } == Array(0..<100))
    }

    @Test func aCallbackOnTheLoopIsNotRunAtOnce() {
        let order = Mutex<[String]>([])
        let loop = IOLoop.current
        loop.addCallback {
            loop.addCallback { order.withLock { $0.append("inner") } }
            loop.spawnCallback { order.withLock { $0.append("spawned") } }
            order.withLock { $0.append("outer") }
        }
        #expect(eventually { order.withLock { $0.count } == 3 })
        #expect(order.withLock { $0.first } == "outer")
    }

    @Test func fromManyThreadsAtOnce() {
        let count = Mutex(0)
        let loop = IOLoop.current
        for _ in 0..<8 {
            inThread { for _ in 0..<1000 { loop.addCallback { count.withLock { $0 += 1 } } } }
        }
        #expect(eventually { count.withLock { $0 } == 8000 })
    }

    @Test func spawned() async {
        let loop = IOLoop.current
        let places = Locked<[Bool]>([])
        let task = loop.spawnCallback {
            places.withLock { $0.append(loop.eventLoop.inEventLoop) }
            try await Task.sleep(for: .milliseconds(1))
            places.withLock { $0.append(loop.eventLoop.inEventLoop) }
        }
        await task.value
        #expect(places.withLock { $0 } == [true, true])
    }

    @Test func futuresOfBothKinds() async {
        let loop = IOLoop.current
        let seen = Locked<[String]>([])
        loop.addFuture(Task { 7 }) { result in
            seen.withLock { $0.append("\(result.get()) \(loop.eventLoop.inEventLoop)") }
        }
        loop.addFuture(Task { throw Mishap() }) { (result: Result<Void, any Error>) in
            if case .failure(let error) = result { seen.withLock { $0.append("\(error)") } }
        }
        let promise = loop.eventLoop.makePromise(of: String.self)
        loop.addFuture(promise.futureResult) { result in seen.withLock { $0.append(try! result.get()) } }
        promise.succeed("kept")
        #expect(await comesTrue { seen.withLock { $0.count } == 3 })
        #expect(Set(seen.withLock { $0 }) == ["7 true", "Mishap()", "kept"])
    }
}

/// What goes wrong in callbacks. Alone, because all loops have one logger.
@Suite(.serialized) struct IOLoopErrorsTests {
    @Test func whatCallbacksThrowIsLoggedAndTheLoopGoesOn() async {
        let before = IOLoop.logger
        defer { IOLoop.logger = before }
        let lines = Locked<[String]>([])
        IOLoop.logger = Logger(label: "test") { _ in
            LineHandler { line in lines.withLock { $0.append(line) } }
        }
        let loop = IOLoop()
        defer { loop.close() }
        loop.addCallback { throw IOLoopTests.Mishap() }
        loop.callLater(.milliseconds(1)) { throw IOLoopTests.Mishap() }
        loop.spawnCallback { throw IOLoopTests.Mishap() }
        loop.addFuture(Task { 1 }) { _ in throw IOLoopTests.Mishap() }
        loop.spawnCallback { throw CancellationError() }
        let after = Gate()
        loop.callLater(.milliseconds(20)) { after.open() }
        #expect(await comesTrue { after.wasOpened })
        #expect(await comesTrue { lines.withLock { $0.count } == 4 })
        #expect(lines.withLock { $0 }.allSatisfy { $0 == "error: a callback on the loop failed [Mishap: Mishap()]" })
    }
}

/// Gives each entry to a closure: level, message and the metadata's `error`.
private struct LineHandler: LogHandler {
    let take: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace
    init(_ take: @escaping @Sendable (String) -> Void) { self.take = take }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
    func log(event: LogEvent) {
        take("\(event.level): \(event.message) [\(event.metadata?["error"] ?? "")]")
    }
}
