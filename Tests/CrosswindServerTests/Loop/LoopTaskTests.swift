import NIOCore
import Testing

@testable import CrosswindServer

/// A task that does one piece of work after another.
@Suite struct LoopTaskTests {
    private final class Worker: LoopTask, @unchecked Sendable {
        var works: [@Sendable () async -> Void] = []
        private(set) var done = 0
        var gone = Locked(0)
        deinit { gone.withLock { $0 += 1 } }
        override func work() async {
            await works.removeFirst()()
            done += 1
        }
    }

    private func onLoop<Value: Sendable>(
        _ loop: IOLoop, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await loop.eventLoop.submit(body).get()
    }

    /// What doesn't wait is over when `start` returns; the task then sleeps and is given out again.
    @Test func worksInsideStart() async throws {
        let loop = IOLoop()
        defer { loop.close() }
        let log = Locked<[String]>([])
        try await onLoop(loop) {
            let worker = Worker(loop)
            for name in ["first", "second", "third"] {
                worker.works.append { log.withLock { $0.append(loop.eventLoop.inEventLoop ? name : "elsewhere") } }
                worker.start()
                log.withLock { $0.append("started") }
                #expect(loop.takeIdleTask() === worker)
            }
            #expect(worker.done == 3)
        }
        #expect(log.withLock { $0 } == ["first", "started", "second", "started", "third", "started"])
    }

    /// One that waits isn't given out meanwhile, goes on on the loop, and is given out afterwards.
    @Test func waits() async throws {
        let loop = IOLoop()
        defer { loop.close() }
        let isHere = Locked<[Bool]>([])
        let worker = try await onLoop(loop) {
            let worker = Worker(loop)
            for _ in 0..<2 {
                worker.works.append {
                    await Task.yield()
                    isHere.withLock { $0.append(loop.eventLoop.inEventLoop) }
                    try? await Task.sleep(for: .milliseconds(1))
                    isHere.withLock { $0.append(loop.eventLoop.inEventLoop) }
                }
            }
            worker.start()
            #expect(loop.takeIdleTask() == nil)
            return worker
        }
        #expect(eventually { isHere.withLock { $0.count } == 2 })
        try await onLoop(loop) {
            #expect(loop.takeIdleTask() === worker)
            worker.start()
        }
        #expect(eventually { isHere.withLock { $0 } == [true, true, true, true] })
    }

    /// Work that begins in the midst of other work on the same loop: the outer one goes on undisturbed.
    @Test func nests() async throws {
        let loop = IOLoop()
        defer { loop.close() }
        let log = Locked<[String]>([])
        @Sendable func note(_ line: String) { log.withLock { $0.append(line) } }
        try await onLoop(loop) {
            let inner = Worker(loop)
            inner.works = [{ note("warm") }, { note("inner") }]
            inner.start()
            _ = loop.takeIdleTask()
            let outer = Worker(loop)
            outer.works = [
                {
                    note("outer begins")
                    inner.start()
                    note("outer goes on")
                    await Task.yield()
                    note("outer ends")
                }
            ]
            outer.start()
        }
        #expect(eventually { log.withLock { $0.count } == 5 })
        #expect(log.withLock { $0 } == ["warm", "outer begins", "inner", "outer goes on", "outer ends"])
    }

    /// A cancelled one is used up; its successors are not cancelled.
    @Test func cancelled() async throws {
        let loop = IOLoop()
        defer { loop.close() }
        let saw = Locked<[Bool]>([])
        let worker = try await onLoop(loop) {
            let worker = Worker(loop)
            worker.works = [
                {
                    try? await Task.sleep(for: .seconds(60))
                    saw.withLock { $0.append(Task.isCancelled) }
                }
            ]
            worker.start()
            worker.cancel()
            return worker
        }
        #expect(eventually { saw.withLock { $0 } == [true] })
        let isUsedUp = try await onLoop(loop) { loop.takeIdleTask() == nil }
        #expect(isUsedUp)
        #expect(worker.done == 1)
    }

    /// Not more sleep than the bound says, and none outlives its loop.
    @Test func bounded() async throws {
        let loop = IOLoop()
        let gone = Locked(0)
        try await onLoop(loop) {
            for _ in 0..<200 {
                let worker = Worker(loop)
                worker.gone = gone
                worker.works = [{}]
                worker.start()
            }
        }
        #expect(eventually { gone.withLock { $0 } == 136 })
        loop.close()
        #expect(eventually { gone.withLock { $0 } == 200 })
    }
}
