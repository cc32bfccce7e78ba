import Synchronization
import Testing

@testable import CrosswindServer

@Suite struct ThreadPoolExecutorTests {
    @Test func threadsComeAsTheyAreNeededAndNoMore() async throws {
        let pool = ThreadPoolExecutor(maxWorkers: 3)
        let loop = IOLoop()
        defer { loop.close() }
        #expect(pool.threadCount == 0)
        let running = Locked((now: 0, most: 0))
        let allAreHere = Gate()
        for _ in 0..<5 {
            // One after the other: one thread is enough, if it is back in time.
            try await loop.runInExecutor(on: pool) {}
        }
        #expect(pool.threadCount <= 3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await loop.runInExecutor(on: pool) {
                        running.withLock {
                            $0.now += 1
                            $0.most = max($0.most, $0.now)
                        }
                        if running.withLock({ $0.now }) == 3 { allAreHere.open() }
                        allAreHere.wait()
                        running.withLock { $0.now -= 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(pool.threadCount == 3)
        #expect(running.withLock { $0.most } == 3)
        pool.shutdown()
        #expect(pool.threadCount == 0)
    }

    @Test func shutdownFinishesWhatIsInLineAndRefusesMore() async throws {
        let pool = ThreadPoolExecutor(maxWorkers: 1)
        let loop = IOLoop()
        defer { loop.close() }
        let isInside = Gate()
        let mayGo = Gate()
        let first = Task {
            try await loop.runInExecutor(on: pool) {
                isInside.open()
                mayGo.wait()
                return 1
            }
        }
        let second = Task {
            while !isInside.wasOpened { await Task.yield() }
            return try await loop.runInExecutor(on: pool) { 2 }
        }
        while !isInside.wasOpened { await Task.yield() }
        try await Task.sleep(for: .milliseconds(20))
        pool.shutdown(wait: false)
        pool.shutdown(wait: false)
        #expect(pool.isShutdown)
        await #expect(throws: IOLoopError.executorShutdown) { try await loop.runInExecutor(on: pool) {} }
        mayGo.open()
        #expect(try await first.value == 1)
        // In line before the shutdown, or refused by it when this machine was slow.
        let late = await second.result
        switch late {
        case .success(let value): #expect(value == 2)
        case .failure(let error): #expect(error as? IOLoopError == .executorShutdown)
        }
        #expect(eventually { pool.threadCount == 0 })
    }

    @Test func tasksThatBeganThereFinishAfterTheShutdown() async throws {
        let pool = ThreadPoolExecutor(maxWorkers: 2)
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        let isInside = Gate()
        let task = Task(executorPreference: pool) {
            isInside.open()
            for await value in stream { return value }
            return 0
        }
        while !isInside.wasOpened { await Task.yield() }
        pool.shutdown(wait: false)
        continuation.yield(5)
        #expect(await task.value == 5)
    }

    @Test func aPoolWithoutThreadsIsAProgrammingError() async {
        await #expect(processExitsWith: .failure) { _ = ThreadPoolExecutor(maxWorkers: 0) }
    }
}
