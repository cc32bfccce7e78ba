import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import CrosswindServer

@Suite struct TimeoutsTests {
    @Test func inTheOrderOfTheirDeadlines() {
        let calls = Mutex<[String]>([])
        let loop = IOLoop.current
        // On the loop, so that none of them can be due before all are there.
        loop.addCallback {
            loop.addTimeout(.milliseconds(1)) { calls.withLock { $0.append("first") } }
            let now = loop.time()
            loop.callAt(now + .milliseconds(20)) { calls.withLock { $0.append("third") } }
            loop.addTimeout(now + .milliseconds(10)) { calls.withLock { $0.append("second") } }
            let never = loop.callAt(now + .milliseconds(15)) { calls.withLock { $0.append("never") } }
            loop.removeTimeout(never)
        }
        #expect(eventually { calls.withLock { $0.count } == 3 })
        #expect(calls.withLock { $0 } == ["first", "second", "third"])
    }

    @Test func neverEarly() {
        let loop = IOLoop.current
        let when = loop.time() + .milliseconds(15)
        let rang = Mutex<IOLoop.Instant?>(nil)
        loop.callAt(when) { rang.withLock { $0 = loop.time() } }
        #expect(eventually { rang.withLock { $0 } != nil })
        #expect(rang.withLock { $0! } >= when)
    }

    @Test func thoseOfOneMomentInTheOrderOfTheirAsking() {
        let loop = IOLoop.current
        let calls = Mutex<[Int]>([])
        loop.addCallback {
            let when = loop.time() + .milliseconds(2)
            for index in 0..<50 { loop.callAt(when) { calls.withLock { $0.append(index) } } }
        }
        #expect(eventually { calls.withLock { $0.count } == 50 })
        #expect(calls.withLock { $0 } == Array(0..<50))
    }

    @Test func whatIsOverRunsAtOnceButNotHere() {
        let loop = IOLoop.current
        let calls = Mutex<[String]>([])
        loop.addCallback {
            loop.callLater(.seconds(-5)) { calls.withLock { $0.append("negative") } }
            loop.callAt(loop.time() - .seconds(3600)) { calls.withLock { $0.append("past") } }
            calls.withLock { $0.append("before") }
        }
        #expect(eventually { calls.withLock { $0.count } == 3 })
        #expect(calls.withLock { $0.first } == "before")
    }

    @Test func removedTwiceOrTooLate() {
        let loop = IOLoop.current
        let calls = Mutex(0)
        loop.addCallback {
            let first = loop.callLater(.milliseconds(5)) { calls.withLock { $0 += 1 } }
            loop.removeTimeout(first)
            loop.removeTimeout(first)
            first.cancel()
        }
        let second = loop.callLater(.zero) { calls.withLock { $0 += 1 } }
        #expect(eventually { calls.withLock { $0 } == 1 })
        loop.removeTimeout(second)
        pause(milliseconds: 40)
        #expect(calls.withLock { $0 } == 1)
    }

    @Test func removedByTheOneBefore() {
        let loop = IOLoop.current
        let calls = Mutex<[String]>([])
        let done = Gate()
        loop.addCallback {
            // Both are due in the same turn of the loop.
            let when = loop.time() + .milliseconds(10)
            let second = Mutex<IOLoop.Timeout?>(nil)
            loop.callAt(when) {
                calls.withLock { $0.append("first") }
                second.withLock { $0?.cancel() }
            }
            second.withLock { $0 = loop.callAt(when + .nanoseconds(1)) { calls.withLock { $0.append("second") } } }
            loop.callAt(when + .milliseconds(20)) { done.open() }
        }
        #expect(done.wait())
        #expect(calls.withLock { $0 }.first == "first")
    }

    /// Cancelled ones hold neither their callback nor a place in the loop's list.
    @Test func thousandsCancelled() throws {
        let loop = IOLoop()
        defer { loop.close() }
        final class Weight: Sendable {
            let alive: Locked<Int>
            init(_ alive: Locked<Int>) {
                self.alive = alive
                alive.withLock { $0 += 1 }
            }
            deinit { alive.withLock { $0 -= 1 } }
        }
        let alive = Locked(0)
        for _ in 0..<20 {
            let timeouts = (0..<500).map { index in
                let weight = Weight(alive)
                return loop.callLater(.seconds(3600 + index)) { withExtendedLifetime(weight) {} }
            }
            #expect(alive.withLock { $0 } == 500)
            for timeout in timeouts { timeout.cancel() }
        }
        #expect(eventually { alive.withLock { $0 } == 0 })
        // And the loop still keeps time.
        let rang = Gate()
        loop.callLater(.milliseconds(1)) { rang.open() }
        #expect(rang.wait())
    }
}
