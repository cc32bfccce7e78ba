import Synchronization
import Testing

@testable import CrosswindHosted

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct CallExecutorTests {
    private final class Seen: Sendable {
        let steps = Mutex<[Int]>([])
        func add(_ step: Int) { steps.withLock { $0.append(step) } }
    }

    /// A task that yields goes on when the thread takes its jobs, and on no other thread.
    @Test func jobsRunWhereTheyAreTaken() {
        let executor = CallExecutor()
        let seen = Seen()
        // Compared as numbers: a pthread_t is no Sendable.
        let here = UInt(bitPattern: Int(pthread_self()))
        _ = Task.immediate(executorPreference: executor) {
            for step in 0..<3 {
                seen.add(UInt(bitPattern: Int(pthread_self())) == here ? step : -1)
                await Task.yield()
            }
        }
        #expect(seen.steps.withLock { $0 } == [0])
        executor.runReady()
        #expect(seen.steps.withLock { $0 } == [0, 1, 2])
    }

    /// What is given up still comes to its end, elsewhere.
    @Test func abandonedJobsEnd() async {
        let executor = CallExecutor()
        let seen = Seen()
        let task = Task.immediate(executorPreference: executor) {
            await Task.yield()
            seen.add(1)
            await Task.yield()
            seen.add(2)
        }
        executor.abandon()
        await task.value
        #expect(seen.steps.withLock { $0 } == [1, 2])
    }
}
