import NIOCore
import Synchronization
import Testing

@testable import CrosswindServer

@Suite struct PeriodicCallbackTests {
    struct Mishap: Error {}

    @Test func callsAgainAndAgainOnTheLoopUntilStopped() async {
        let calls = Locked(0)
        let elsewhere = Locked(0)
        let loop = IOLoop.current
        let periodic = PeriodicCallback(milliseconds: 2) {
            calls.withLock { $0 += 1 }
            if !loop.eventLoop.inEventLoop { elsewhere.withLock { $0 += 1 } }
        }
        #expect(!periodic.isRunning)
        #expect(periodic.callbackTime == .milliseconds(2))
        periodic.start()
        #expect(periodic.isRunning)
        #expect(await comesTrue { calls.withLock { $0 } >= 5 })
        periodic.stop()
        periodic.stop()
        #expect(!periodic.isRunning)
        // One may be at work at this moment, but not beside another callback.
        await withCheckedContinuation { continuation in loop.addCallback { continuation.resume() } }
        let then = calls.withLock { $0 }
        try? await Task.sleep(for: .milliseconds(20))
        #expect(calls.withLock { $0 } == then)
        #expect(elsewhere.withLock { $0 } == 0)
        periodic.start()
        #expect(await comesTrue { calls.withLock { $0 } > then })
        periodic.stop()
    }

    @Test func stopsFromWithinAndBeforeTheStart() async {
        let calls = Locked(0)
        let holder = Locked<PeriodicCallback?>(nil)
        let periodic = PeriodicCallback(.milliseconds(1)) {
            calls.withLock { $0 += 1 }
            holder.withLock { $0 }?.stop()
        }
        holder.withLock { $0 = periodic }
        periodic.stop()
        periodic.start()
        #expect(await comesTrue { !periodic.isRunning })
        try? await Task.sleep(for: .milliseconds(20))
        #expect(calls.withLock { $0 } == 1)
    }

    @Test func startedTwiceItRunsOnce() async {
        let calls = Locked(0)
        let loop = IOLoop.current
        let periodic = PeriodicCallback(.milliseconds(20)) { calls.withLock { $0 += 1 } }
        let begin = loop.time()
        periodic.start()
        periodic.start()
        #expect(await comesTrue { calls.withLock { $0 } >= 4 })
        periodic.stop()
        // A call a period at most: two chains would make two.
        let periods = Int(begin.duration(to: loop.time()) / .milliseconds(20))
        #expect(calls.withLock { $0 } <= periods)
    }

    @Test func oneThatThrowsGoesOn() async {
        let calls = Locked(0)
        let periodic = PeriodicCallback(.milliseconds(1)) {
            calls.withLock { $0 += 1 }
            throw CancellationError()
        }
        periodic.start()
        #expect(await comesTrue { calls.withLock { $0 } >= 3 })
        periodic.stop()
    }

    @Test func neverTwoAtOnceAlsoWhenTheySuspend() async {
        let counts = Locked((now: 0, most: 0, all: 0))
        let periodic = PeriodicCallback(.milliseconds(1), jitter: 0.5) {
            counts.withLock {
                $0.now += 1
                $0.all += 1
                $0.most = max($0.most, $0.now)
            }
            try await Task.sleep(for: .milliseconds(5))
            counts.withLock { $0.now -= 1 }
        }
        periodic.start()
        for _ in 0..<10 {
            // Nor when it is stopped and started while one is at work.
            try? await Task.sleep(for: .milliseconds(3))
            periodic.stop()
            periodic.start()
            try? await Task.sleep(for: .milliseconds(4))
        }
        #expect(await comesTrue { counts.withLock { $0.all } >= 5 })
        periodic.stop()
        #expect(await comesTrue { counts.withLock { $0.now } == 0 })
        #expect(counts.withLock { $0.most } == 1)
    }

    @Test func startedOnALoopItStaysThere() async {
        let loop = IOLoop()
        defer { loop.close() }
        let place = Locked<Bool?>(nil)
        let periodic = PeriodicCallback(.milliseconds(1)) { place.withLock { $0 = loop.eventLoop.inEventLoop } }
        loop.addCallback { periodic.start() }
        #expect(await comesTrue { place.withLock { $0 } != nil })
        periodic.stop()
        #expect(place.withLock { $0 } == true)
    }

    @Test func aTimeThatIsNotPositiveIsAProgrammingError() async {
        await #expect(processExitsWith: .failure) { _ = PeriodicCallback(.zero) {} }
        await #expect(processExitsWith: .failure) { _ = PeriodicCallback(.seconds(1), jitter: -1) {} }
    }
}
