/// A task of an event loop that does one piece of work after another. Making a task for each request would cost about
/// as much as routing it; this one sleeps between two and is woken without a hop.
///
/// A subclass has the work, and whatever it keeps from one to the next. Confined to the loop's thread, hence unchecked.
open class LoopTask: @unchecked Sendable {
    private let executor: LoopTaskExecutor
    private var wake: UnsafeContinuation<Bool, Never>?
    private var task: Task<Void, Never>?

    /// On the loop's thread: a task of `loop` that has nothing to do yet.
    public init(_ loop: IOLoop) { executor = loop.executor }

    /// One piece of work; it goes on on the loop's thread after each wait.
    open func work() async {}

    /// Called when a piece of work is over. What is done here and not at the end of ``work()`` spares that a look at the
    /// executor, which costs as much as finding a route.
    open func worked() {}

    /// On the loop's thread, while nothing is being done: begins ``work()`` here and now. When this returns the work is
    /// done, or waits for something.
    ///
    /// Task-local values are nobody's: those of who begins the first piece of work must not be the next one's.
    public final func start() {
        if let wake {
            self.wake = nil
            executor.resumeNow(wake)
        } else {
            task = Task.immediateDetached(executorPreference: executor) { [self] in await live() }
        }
    }

    /// The same for a single piece of work, with the caller's task-local values. The object is not used for another.
    public final func startOnce() {
        task = Task.immediate(executorPreference: executor) { [self] in
            await work()
            worked()
        }
    }

    private func live() async {
        repeat {
            await work()
            worked()
            // Cancelled once is cancelled for ever, and the next request's work is none of that one's business.
            guard !Task.isCancelled, executor.keep(self) else { return }
        } while await withUnsafeContinuation { wake = $0 }
    }

    /// The loop is about to end.
    func end() {
        wake?.resume(returning: false)
        wake = nil
    }

    /// Cancels the work that is being done (`Task.isCancelled`); the object is not used for another.
    public final func cancel() { task?.cancel() }
}

extension IOLoop {
    /// On the loop's thread: a task that slept, if there is one. All that sleep on a loop are of one class.
    package func takeIdleTask() -> LoopTask? { executor.takeIdle() }
}
