// @unchecked Sendable: `thread` is written by `start` before anybody else has the object, and read by one joiner.
internal import CPythonABI

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A pthread with all signals blocked that can be joined with a deadline.
final class NativeThread: @unchecked Sendable {
    private var thread: pthread_t?
    private let ended = Latch()

    /// What the new thread is started with.
    private final class Start: Sendable {
        let name: String
        let ended: Latch
        let body: @Sendable () -> Void

        init(name: String, ended: Latch, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.ended = ended
            self.body = body
        }

        func run() {
            cpython_name_this_thread(name)
            body()
            ended.open()
        }
    }

    private init() {}

    static func start(
        name: String, stackSize: Int?, _ body: @escaping @Sendable () -> Void
    ) throws(PythonThread.SpawnError) -> NativeThread {
        let native = NativeThread()
        let start = Unmanaged.passRetained(Start(name: name, ended: native.ended, body: body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        if let stackSize { pthread_attr_setstacksize(&attributes, stackSize) }
        let code = withAllSignalsBlocked { create(&native.thread, &attributes, start.toOpaque()) }
        guard code == 0 else {
            start.release()
            throw PythonThread.SpawnError(code: code)
        }
        return native
    }

    /// The mask is inherited: blocked here around the creation, it is blocked there from the first instruction.
    private static func withAllSignalsBlocked(_ body: () -> Int32) -> Int32 {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return body()
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
        thread = created
        return code
        #endif
    }

    /// True once the thread has ended; false when it has not within `limit`.
    func join(within limit: Duration?) -> Bool {
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
