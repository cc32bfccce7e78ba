import CrosswindThreads
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct GuardedTests {
    @Test func oneAtATime() throws {
        let shared = Shared()
        let threads = try (0..<4).map { _ in
            try NativeThread.start { for _ in 0..<10_000 { shared.count.withLock { $0 += 1 } } }
        }
        for thread in threads { #expect(thread.join(within: .seconds(60))) }
        #expect(shared.count.withLock { $0 } == 40_000)
    }

    #if os(Linux)
    /// The standard library's `Mutex` ends the process here.
    @Test func threadsMeetInAForkedProcess() throws {
        typealias Fork = @convention(c) () -> pid_t
        let fork = unsafeBitCast(try #require(dlsym(UnsafeMutableRawPointer(bitPattern: 0), "fork")), to: Fork.self)
        Self.shared.count.withLock { $0 += 1 }
        let child = fork()
        if child == 0 {
            var thread = pthread_t()
            Self.shared.count.withLock { count in
                count += 1
                pthread_create(
                    &thread, nil,
                    { _ in
                        GuardedTests.shared.count.withLock { $0 += 1 }; return nil
                    }, nil)
                // Long enough for the other one to wait.
                usleep(200_000)
            }
            pthread_join(thread, nil)
            _exit(Self.shared.count.withLock { $0 } == 3 ? 0 : 1)
        }
        var status: Int32 = -1
        #expect(waitpid(child, &status, 0) == child)
        #expect(status == 0)
    }

    private static let shared = Shared()
    #endif
}

private final class Shared: Sendable {
    let count = Guarded(0)
}
