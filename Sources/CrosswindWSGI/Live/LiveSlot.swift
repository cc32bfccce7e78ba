// Unsafe: carries a bare reference to the exchange that a worker answers; one atomic state decides who may follow it.
import CrosswindServer
import CrosswindThreads
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What one Python worker is doing, for others to read while it does.
///
/// The worker copies nothing: it leaves a reference to its exchange, and takes that back before the exchange goes to the
/// loop again. A reader borrows the reference for the time it takes to copy some hundred bytes, during which a worker that
/// wants it back waits. So a request costs a store and a compare-and-swap, whoever looks or doesn't.
final class LiveSlot: @unchecked Sendable {
    private enum State {
        static let idle: UInt8 = 0
        static let busy: UInt8 = 1
        static let read: UInt8 = 2
    }

    private let state = Atomic<UInt8>(State.idle)
    /// Both written while idle, read only by whoever made the state `read`.
    private unowned(unsafe) var exchange: HTTPExchange?
    private var since: UInt64 = 0
    /// Of a request that was given up while its application goes on.
    private let abandoned = Guarded<LiveRequest?>(nil)
    private let isAbandoned = Atomic<Bool>(false)
    private let identifier = Atomic<UInt>(0)
    private let nativeIdentifier = Atomic<Int>(0)
    /// Requests that were begun, ever. The worker's to write.
    let served = Atomic<UInt64>(0)
    let index: Int

    init(index: Int) { self.index = index }

    // MARK: the worker's side

    /// On the worker's thread, at its start.
    func belongsToThisThread() {
        // What CPython calls a thread's identifier is this, everywhere it runs on pthreads.
        identifier.store(UInt(bitPattern: Self.currentThread), ordering: .relaxed)
        nativeIdentifier.store(Self.currentNativeThread, ordering: .relaxed)
    }

    /// A request begins. `since` in monotonic nanoseconds.
    @inline(__always)
    func begin(_ exchange: HTTPExchange, since: UInt64) {
        if isAbandoned.load(ordering: .relaxed) { forget() }
        served.store(served.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
        self.exchange = exchange
        self.since = since
        state.store(State.busy, ordering: .releasing)
    }

    /// It is over; the exchange is not looked at any more when this returns.
    @inline(__always)
    func end() {
        let attempt = state.compareExchange(
            expected: State.busy, desired: State.idle, successOrdering: .acquiring, failureOrdering: .relaxed)
        if !attempt.exchanged { endAfterReader() }
    }

    @inline(never)
    private func endAfterReader() {
        while state.load(ordering: .relaxed) != State.idle {
            if state.compareExchange(
                expected: State.busy, desired: State.idle, successOrdering: .acquiring, failureOrdering: .relaxed
            ).exchanged {
                return
            }
            sched_yield()
        }
    }

    /// Whoever answers in the worker's place: the exchange goes, what it was stays.
    func abandon() -> LiveRequest? {
        let request = request()
        abandoned.withLock { $0 = request }
        isAbandoned.store(true, ordering: .relaxed)
        end()
        return request
    }

    /// The worker is back from a request that was given up.
    func forget() {
        isAbandoned.store(false, ordering: .relaxed)
        abandoned.withLock { $0 = nil }
    }

    // MARK: the others'

    /// Any thread: what the worker is doing now.
    func look() -> PythonWorkerThread {
        PythonWorkerThread(
            index: index, identifier: identifier.load(ordering: .relaxed),
            nativeIdentifier: nativeIdentifier.load(ordering: .relaxed),
            request: request() ?? abandoned.withLock { $0 })
    }

    private func request() -> LiveRequest? {
        while true {
            let attempt = state.compareExchange(
                expected: State.busy, desired: State.read, successOrdering: .acquiring, failureOrdering: .relaxed)
            if attempt.exchanged { break }
            if attempt.original == State.idle { return nil }
            // Another reader.
            sched_yield()
        }
        defer { state.store(State.busy, ordering: .releasing) }
        guard let exchange else { return nil }
        return LiveRequest(exchange, since: since)
    }

    private static var currentThread: Int {
        #if canImport(Glibc)
        Int(bitPattern: UInt(pthread_self()))
        #else
        Int(bitPattern: pthread_self())
        #endif
    }

    /// The kernel's number, as `ps -L` and `/proc/PID/task` show it; 0 where there is none to be had.
    private static var currentNativeThread: Int {
        #if os(Linux)
        // PID/task/TID. The system call has no name that Swift could call.
        return withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { text in
            let room = text.bindMemory(to: CChar.self)
            let count = readlink("/proc/thread-self", room.baseAddress!, room.count)
            guard count > 0 else { return 0 }
            var number = 0
            for byte in text[..<count].suffix(from: text[..<count].lastIndex(of: 47).map { $0 + 1 } ?? 0) {
                number = number * 10 + Int(byte &- 48)
            }
            return number
        }
        #else
        var number: UInt64 = 0
        return pthread_threadid_np(nil, &number) == 0 ? Int(number) : 0
        #endif
    }
}
