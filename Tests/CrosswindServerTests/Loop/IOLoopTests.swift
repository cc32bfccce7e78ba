import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import CrosswindServer

@Suite struct IOLoopTests {
    @Test func oneForEachLoop() {
        let outside = IOLoop.current
        let inside = Mutex<IOLoop?>(nil)
        outside.addCallback { inside.withLock { $0 = IOLoop.current } }
        #expect(eventually { inside.withLock { $0 } != nil })
        #expect(inside.withLock { $0 } === outside)
        #expect(IOLoop.current === outside)
    }

    @Test func callbacksRunInOrderAndOnTheLoop() {
        let order = Mutex<[Int]>([])
        let loop = IOLoop.current
        for index in 0..<100 {
            loop.addCallback { order.withLock { $0.append(loop.eventLoop.inEventLoop ? index : -1) } }
        }
        #expect(eventually { order.withLock { $0.count } == 100 })
        #expect(order.withLock { $0 } == Array(0..<100))
    }

    @Test func callLater() {
        let calls = Mutex<[String]>([])
        let loop = IOLoop.current
        let never = loop.callLater(.milliseconds(50)) { calls.withLock { $0.append("never") } }
        loop.callLater(.milliseconds(60)) { calls.withLock { $0.append("second") } }
        loop.callLater(.milliseconds(1)) { calls.withLock { $0.append("first") } }
        never.cancel()
        #expect(eventually { calls.withLock { $0.count } == 2 })
        #expect(calls.withLock { $0 } == ["first", "second"])
    }

    /// On a loop of its own, since stopping is for ever.
    @Test func startEndsWithStop() {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = IOLoop(group.next())
        let ended = Gate()
        inThread {
            loop.start()
            ended.open()
        }
        pause(milliseconds: 20)
        #expect(!ended.wasOpened)
        loop.addCallback {
            loop.stop()
            loop.stop()
        }
        #expect(ended.wait())
        // A start after the stop returns at once.
        loop.start()
        try? group.syncShutdownGracefully()
    }
}
