import NIOCore
import Testing

@testable import CrosswindServer

/// Tasks that stay on an event loop's thread.
@Suite struct LoopTaskExecutorTests {
    /// Where a task goes on after each way of waiting.
    @Test func staysOnTheLoop() async throws {
        let server = try TestServer { exchange in
            let before = Locked<[String]>([])
            let task = Task.immediate(executorPreference: exchange.taskExecutor) {
                let loop = exchange.loop.eventLoop
                func note(_ what: String) { before.withLock { $0.append(loop.inEventLoop ? what : "not \(what)") } }
                note("start")
                await Task.yield()
                note("yield")
                try? await Task.sleep(for: .milliseconds(5))
                note("sleep")
                await withCheckedContinuation { continuation in inThread { continuation.resume() } }
                note("continuation")
                await Self.elsewhere()
                note("nonisolated")
                async let one = Self.number(loop)
                async let other = Self.number(loop)
                let sum = await one + other
                note("children \(sum)")
                exchange.respond(status: 200, body: before.withLock { $0.joined(separator: ", ") })
            }
            // Started here and now.
            #expect(before.withLock { $0 } == ["start"])
            _ = task
        }
        let text = try await blocking { [port = server.port] in Client(port: port).sendAndRead(get()).text }
        #expect(
            text == "start, yield, sleep, continuation, nonisolated, children 2")
    }

    private static func elsewhere() async { await Task.yield() }

    /// 1 on the loop, where children of the task belong.
    private static func number(_ loop: any EventLoop) async -> Int { loop.inEventLoop ? 1 : 0 }

    /// An actor's isolation comes before the preference, and the way back leads to the loop.
    @Test func actors() async {
        let loop = IOLoop.current
        let counter = Tally()
        let all = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 {
                group.addTask(executorPreference: loop.taskExecutor) {
                    await counter.add()
                    return loop.eventLoop.inEventLoop
                }
            }
            return await group.reduce(true) { $0 && $1 }
        }
        #expect(all)
        #expect(await counter.value == 100)
    }

    private actor Tally {
        var value = 0
        func add() { value += 1 }
    }

    /// Tasks made ready by many threads at once: none is lost, none runs twice, all are on the loop.
    @Test func manyThreads() async {
        let loop = IOLoop.current
        let sum = Counter()
        await withTaskGroup { group in
            for _ in 0..<2000 {
                group.addTask(executorPreference: loop.taskExecutor) {
                    await Task.yield()
                    let isHere = loop.eventLoop.inEventLoop
                    await withCheckedContinuation { continuation in
                        Task { continuation.resume() }
                    }
                    if isHere && loop.eventLoop.inEventLoop { sum.add() }
                }
            }
        }
        #expect(sum.value == 2000)
    }

    /// SwiftNIO runs what is due until nothing is, so a task that yields and yields could starve its sockets.
    @Test func yieldingStarvesNobody() async throws {
        let isOver = Gate()
        let server = try TestServer { $0.respond(status: 200) }
        let loop = IOLoop.current
        let task = Task(executorPreference: loop.taskExecutor) {
            while !isOver.wasOpened { await Task.yield() }
        }
        let status = try await blocking { [port = server.port] in
            let client = Client(port: port)
            return (0..<4).map { _ in client.sendAndRead(get()).status }
        }
        isOver.open()
        await task.value
        #expect(status == Array(repeating: 200, count: 4))
    }

    /// One for each loop, the same every time.
    @Test func onePerLoop() throws {
        let same = Locked<Bool?>(nil)
        let server = try TestServer { exchange in
            let executor = exchange.taskExecutor
            same.withLock { $0 = executor === IOLoop.current.taskExecutor && executor === exchange.loop.taskExecutor }
            exchange.respond(status: 200)
        }
        #expect(server.client().sendAndRead(get()).status == 200)
        #expect(same.withLock { $0 } == true)
    }
}
