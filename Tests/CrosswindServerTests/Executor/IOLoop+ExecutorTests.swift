import NIOCore
import Synchronization
import Testing

@testable import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct RunInExecutorTests {
    struct Broken: Error, Equatable {}
    @TaskLocal static var who = "nobody"

    @Test func offTheLoopAndBackOnIt() throws {
        let loop = IOLoop()
        defer { loop.close() }
        let places = try loop.runSync {
            let before = loop.eventLoop.inEventLoop
            let inside = try await loop.runInExecutor { loop.eventLoop.inEventLoop }
            return [before, inside, loop.eventLoop.inEventLoop]
        }
        #expect(places == [true, false, true])
    }

    @Test func theLoopGoesOnMeanwhile() throws {
        let loop = IOLoop()
        defer { loop.close() }
        try loop.runSync(timeout: .seconds(20)) {
            // Ends only if the loop runs a callback while the work blocks.
            try await loop.runInExecutor {
                let ran = Gate()
                loop.addCallback { ran.open() }
                #expect(ran.wait())
            }
        }
    }

    @Test func whatItThrowsAndWhoAsked() throws {
        let loop = IOLoop()
        defer { loop.close() }
        #expect(throws: Broken()) {
            try loop.runSync { try await loop.runInExecutor { throw Broken() } }
        }
        let who = try Self.$who.withValue("somebody") {
            try loop.runSync { try await loop.runInExecutor { Self.who } }
        }
        #expect(who == "somebody")
    }

    @Test @MainActor func fromAnActorToo() async throws {
        let main = pthread_self()
        let loop = IOLoop.current
        let isMain = try await loop.runInExecutor { pthread_self() == main }
        #expect(!isMain)
        MainActor.assertIsolated()
    }

    @Test func cancelledBeforeItsTurn() async throws {
        let pool = ThreadPoolExecutor(maxWorkers: 1)
        defer { pool.shutdown(wait: false) }
        let loop = IOLoop.current
        let isInside = Gate()
        let mayGo = Gate()
        let first = Task {
            try await loop.runInExecutor(on: pool) {
                isInside.open()
                mayGo.wait()
                return Task.isCancelled
            }
        }
        while !isInside.wasOpened { await Task.yield() }
        let began = Gate()
        let second = Task { try await loop.runInExecutor(on: pool) { began.open() } }
        second.cancel()
        first.cancel()
        mayGo.open()
        #expect(try await first.value == true)
        await #expect(throws: CancellationError.self) { try await second.value }
        #expect(!began.wasOpened)
    }

    @Test func theDefaultIsTheLoopsOwn() throws {
        let loop = IOLoop()
        defer { loop.close() }
        let pool = ThreadPoolExecutor(maxWorkers: 1)
        loop.setDefaultExecutor(pool)
        #expect(pool.threadCount == 0)
        try loop.runSync { try await loop.runInExecutor {} }
        #expect(pool.threadCount == 1)
        pool.shutdown()
        #expect(throws: IOLoopError.executorShutdown) { try loop.runSync { try await loop.runInExecutor {} } }
        #expect(throws: Never.self) {
            try loop.runSync { try await loop.runInExecutor(on: ThreadPoolExecutor.shared) {} }
        }
    }
}
