import CrosswindThreads
import NIOCore

/// Runs tasks on an event loop: what a `Task` with this preference does between two suspensions happens on the loop's
/// thread, whoever woke it.
///
/// SwiftNIO's loops are serial executors, for actors; a task's preference needs this kind. Jobs wait in two queues of
/// ours, so that one costs no allocation: in `here` those that the loop's own thread made ready (nobody else touches
/// it, hence unchecked), in `elsewhere` those of timers and other threads. The loop hears of the first job of a round
/// only.
final class LoopTaskExecutor: TaskExecutor, @unchecked Sendable {
    private let eventLoop: any EventLoop
    private var here = CircularBuffer<UnownedJob>(initialCapacity: 16)
    private var isScheduled = false
    /// Rounds since `here` was last empty.
    private var rounds = 0
    private let elsewhere = Guarded(Elsewhere())
    private let run: Round
    /// The next job is run at once, see `resumeNow`.
    private var runsNext = false
    /// Tasks between two pieces of work.
    private var idle: [LoopTask] = []

    private struct Elsewhere {
        var jobs: [UnownedJob] = []
        var isScheduled = false
        var isClosed = false
    }
    /// The loop is about to end: what becomes ready goes to Swift's own threads. For the loop's thread alone.
    private var isClosed = false

    /// A closure made once, so that scheduling it allocates nothing of ours.
    private final class Round: @unchecked Sendable {
        var ofLoop: @Sendable () -> Void = {}
        var ofOthers: @Sendable () -> Void = {}
    }

    /// The executor lives as long as its loop, that is for ever: jobs refer to it without counting.
    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        run = Round()
        run.ofLoop = { [unowned self] in runHere() }
        run.ofOthers = { [unowned self] in runElsewhere() }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if eventLoop.inEventLoop {
            if isClosed { return globalConcurrentExecutor.enqueue(job) }
            if runsNext {
                runsNext = false
                return job.runSynchronously(on: asUnownedTaskExecutor())
            }
            here.append(job)
            guard !isScheduled else { return }
            isScheduled = true
            eventLoop.execute(run.ofLoop)
        } else {
            let (isFirst, isClosed) = elsewhere.withLock { elsewhere in
                if elsewhere.isClosed { return (false, true) }
                elsewhere.jobs.append(job)
                defer { elsewhere.isScheduled = true }
                return (!elsewhere.isScheduled, false)
            }
            if isFirst { eventLoop.execute(run.ofOthers) }
            if isClosed { globalConcurrentExecutor.enqueue(job) }
        }
    }

    /// The loop's thread is about to end: tasks that are ready, or ever will be, go on elsewhere. `then` is called on the
    /// loop when it has nothing more to do here.
    func close(then: @escaping @Sendable () -> Void) {
        eventLoop.execute { [self] in
            isClosed = true
            let left = elsewhere.withLock { elsewhere in
                elsewhere.isClosed = true
                defer { elsewhere.jobs = [] }
                return elsewhere.jobs
            }
            for job in here { globalConcurrentExecutor.enqueue(job) }
            here.removeAll()
            for task in idle { task.end() }
            idle = []
            for job in left { globalConcurrentExecutor.enqueue(job) }
            then()
        }
    }

    /// On the loop: the task that waits for `continuation` goes on inside this call, until it waits again.
    func resumeNow(_ continuation: UnsafeContinuation<Bool, Never>) {
        runsNext = true
        continuation.resume(returning: true)
    }

    /// Enough for the handlers that are suspended at a time on most sites; each takes about a kilobyte.
    private static let mostIdle = 64

    /// On the loop: whether `task` may sleep until it is taken.
    func keep(_ task: LoopTask) -> Bool {
        guard idle.count < Self.mostIdle, !isClosed else { return false }
        idle.append(task)
        return true
    }

    func takeIdle() -> LoopTask? { idle.popLast() }

    private func runHere() {
        let executor = asUnownedTaskExecutor()
        for _ in 0..<here.count { here.removeFirst().runSynchronously(on: executor) }
        isScheduled = !here.isEmpty
        guard isScheduled else {
            rounds = 0
            return
        }
        rounds += 1
        if rounds.isMultiple(of: Self.mostRounds) {
            eventLoop.scheduleTask(in: Self.breath, run.ofLoop)
        } else {
            eventLoop.execute(run.ofLoop)
        }
    }

    /// SwiftNIO looks at its sockets only when no callback is due. So that tasks which yield and yield can't starve
    /// them, their next round, now and then, is not due at once; the time is as short as the loop will notice.
    private static let mostRounds = 32
    private static let breath = TimeAmount.microseconds(10)

    private func runElsewhere() {
        let executor = asUnownedTaskExecutor()
        let jobs = elsewhere.withLock { elsewhere in
            defer {
                elsewhere.jobs = []
                elsewhere.isScheduled = false
            }
            return elsewhere.jobs
        }
        for job in jobs { job.runSynchronously(on: executor) }
    }
}
