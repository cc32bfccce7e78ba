import NIOCore
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
}
