import PythonBridge
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A thread that looks after the pool every few milliseconds, but only while somebody has asked it to.
///
/// It costs nothing while no request waits. 4 ms: at 1 ms it took 6 % of a Flask app's time for its wake-ups.
final class Watch: Sendable {
    static let period: UInt64 = 4_000_000

    private let signal = ThreadSignal()
    private let isArmed = Atomic<Bool>(false)
    private let isStopping = Atomic<Bool>(false)
    private let ended = ThreadSignal()

    /// Starts the thread. `look` says whether to look again.
    func start(_ look: @escaping @Sendable () -> Bool) {
        PlainThread.spawn(name: "crosswind-watch") { [self] in
            while !isStopping.load(ordering: .relaxed) {
                signal.wait()
                repeat {
                    _ = signal.wait(nanoseconds: Self.period)
                    if isStopping.load(ordering: .relaxed) { break }
                } while look()
                isArmed.store(false, ordering: .sequentiallyConsistent)
                // Work may have come between the last look and the store, and found the watch still armed.
                if look() { arm() }
            }
            ended.signal()
        }
    }

    /// Any thread: look every few milliseconds from now on. Cheap when that is so already.
    func arm() {
        if isArmed.load(ordering: .sequentiallyConsistent) { return }
        if !isArmed.exchange(true, ordering: .sequentiallyConsistent) { signal.signal() }
    }

    /// Ends the thread and waits for that.
    func stop() {
        isStopping.store(true, ordering: .relaxed)
        signal.signal()
        ended.wait()
    }
}

/// A thread that has nothing to do with Python: all signals blocked, detached.
enum PlainThread {
    private final class Start {
        let body: @Sendable () -> Void
        let name: String
        init(_ name: String, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    static func spawn(name: String, _ body: @escaping @Sendable () -> Void) {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let start = Unmanaged.passRetained(Start(name, body))
        #if os(Linux)
        var thread = pthread_t()
        #else
        var thread: pthread_t?
        #endif
        let failed = pthread_create(&thread, nil, enter, start.toOpaque())
        precondition(failed == 0, "can't start a thread: \(String(cString: strerror(failed)))")
        #if os(Linux)
        pthread_detach(thread)
        #else
        pthread_detach(thread!)
        #endif
    }

    #if os(Linux)
    private static let enter: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { run($0!) }
    #else
    private static let enter: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = { run($0) }
    #endif

    private static func run(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        let start = Unmanaged<Start>.fromOpaque(pointer).takeRetainedValue()
        #if os(Linux)
        pthread_setname_np(pthread_self(), start.name)
        #endif
        start.body()
        return nil
    }
}
