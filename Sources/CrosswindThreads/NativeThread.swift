// @unchecked Sendable: `thread` is written by `start` before anybody else has the object, and read by one joiner.
#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A pthread with all signals blocked that can be joined with a deadline.
package final class NativeThread: @unchecked Sendable {
    private var thread: pthread_t?
    private let ended = Latch()

    /// What the new thread is started with.
    private final class Start: Sendable {
        let name: String?
        let ended: Latch
        let body: @Sendable () -> Void

        init(name: String?, ended: Latch, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.ended = ended
            self.body = body
        }

        func run() {
            if let name { NativeThread.nameThisThread(name) }
            body()
            ended.open()
        }
    }

    private init() {}

    /// The system had no thread to give; its error number.
    package struct Refusal: Error {
        package let code: Int32
    }

    /// Runs `body` on a new thread.
    ///
    /// - Parameters:
    ///   - name: shown by `ps` and debuggers, nil for the process's; Linux keeps 15 bytes.
    ///   - stackSize: in bytes; nil for the system's default.
    @discardableResult
    package static func start(
        name: String? = nil, stackSize: Int? = nil, _ body: @escaping @Sendable () -> Void
    ) throws(Refusal) -> NativeThread {
        let native = NativeThread()
        let start = Unmanaged.passRetained(Start(name: name, ended: native.ended, body: body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        if let stackSize { pthread_attr_setstacksize(&attributes, stackSize) }
        let code = withSignalsBlocked { create(&native.thread, &attributes, start.toOpaque()) }
        guard code == 0 else {
            start.release()
            throw Refusal(code: code)
        }
        return native
    }

    /// What the calling thread is called in `ps` and debuggers; the kernel keeps 15 bytes of it.
    package static func nameThisThread(_ name: String) {
        #if canImport(Darwin)
        pthread_setname_np(name)
        #else
        // The C library's function for it is a GNU extension, which Swift's overlay leaves out.
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = write(file, name, min(name.utf8.count, 15))
        close(file)
        #endif
    }

    #if canImport(Glibc)
    /// The one signal that is not blocked, counted from the first real-time one: it asks a thread for its native stack.
    package static let stackSignalOffset: Int32 = 8
    #endif

    /// For the creation of threads. The mask is inherited: blocked here around the creation, every signal is blocked there
    /// from the first instruction, and reaches the main thread, where Python wants it.
    package static func withSignalsBlocked<R>(_ body: () -> R) -> R {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        #if canImport(Glibc)
        sigdelset(&all, __libc_current_sigrtmin() + stackSignalOffset)
        #endif
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return body()
    }

    /// On a thread of ours that runs somebody else's code: from here on, no signal is blocked in it.
    ///
    /// A process that such a thread starts inherits its mask, through `exec` too, and what a child has blocked can't end it.
    /// The main thread still gets the process's signals: the kernel prefers it as long as it blocks none (Linux; elsewhere
    /// this does nothing, since there any thread may get them).
    package static func unblockSignals() {
        #if os(Linux)
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        #endif
    }

    private static func create(
        _ thread: inout pthread_t?, _ attributes: inout pthread_attr_t, _ argument: UnsafeMutableRawPointer
    ) -> Int32 {
        #if canImport(Darwin)
        return pthread_create(
            &thread, &attributes,
            { argument in
                Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument)
        #else
        var created = pthread_t()
        let code = pthread_create(
            &created, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument)
        if code == 0 { thread = created }
        return code
        #endif
    }

    /// True once the thread has ended; false when it has not within `limit`.
    package func join(within limit: Duration?) -> Bool {
        guard ended.wait(within: limit) else { return false }
        if let thread {
            pthread_join(thread, nil)
            self.thread = nil
        }
        return true
    }

    deinit {
        if let thread { pthread_detach(thread) }
    }
}
