import CrosswindThreads
import Testing

@Suite struct LatchTests {
    @Test func opensOnce() {
        let latch = Latch()
        #expect(!latch.wait(within: .zero))
        #expect(!latch.wait(within: .seconds(-1)))
        #expect(!latch.wait(within: .milliseconds(2)))
        latch.open()
        latch.open()
        #expect(latch.wait(within: .zero) && latch.wait(within: nil) && latch.wait(within: .seconds(1 << 60)))
    }

    @Test func letsAllPass() throws {
        let latch = Latch()
        let threads = try (0..<4).map { _ in try NativeThread.start { _ = latch.wait(within: nil) } }
        #expect(!threads[0].join(within: .milliseconds(5)))
        latch.open()
        for thread in threads { #expect(thread.join(within: .seconds(20))) }
    }
}
