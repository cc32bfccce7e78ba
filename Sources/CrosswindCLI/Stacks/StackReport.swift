import CrosswindServer
import CrosswindThreads
import CrosswindWSGI
import Logging
import PythonBridge
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Writes to the log what every thread of this process is doing: its Python stack, its native stack, and the request it
/// serves. For SIGUSR2, and for requests that take too long.
///
/// On threads of its own, so that the caller is not held up by whoever holds the GIL.
final class StackReport: Sendable {
    /// How long to wait for the GIL before the stacks are taken without it.
    private static let patience = Duration.seconds(3)

    private let python: PythonStacks?
    private let hasNative: Bool
    private let logger: Logger
    /// Reports that were asked for and not yet begun; nil while no thread is at it.
    private let wanted = Guarded<Int?>(nil)
    /// A thread of an earlier report still waits for the GIL.
    private let isWaitingForPython = Atomic<Bool>(false)

    /// Attached, on the main thread, before the server's threads start.
    init(_ logger: Logger, _ python: borrowing Python) {
        var logger = logger
        // Whoever asks wants an answer, whatever --log-level says.
        logger.logLevel = .info
        self.logger = logger
        hasNative = NativeStacks.install()
        do throws(PythonError) {
            self.python = try PythonStacks(python)
        } catch {
            logger.warning("Python stacks can't be logged: \(error)")
            self.python = nil
        }
    }

    /// Begins a report; while one is under way, another after it. Any thread, attached or not; returns at once.
    func begin() {
        let isUnderWay = wanted.withLock { wanted in
            defer { wanted = 1 }
            return wanted != nil
        }
        guard !isUnderWay else { return }
        let started = BackgroundThread.start { [self] in
            BackgroundThread.nameThisThread("crosswind-stack")
            while isAnotherWanted() { write() }
        }
        guard !started else { return }
        wanted.withLock { $0 = nil }
        logger.error("no thread to be had for a report of all stacks")
    }

    private func isAnotherWanted() -> Bool {
        wanted.withLock { wanted in
            let isWanted = wanted == 1
            wanted = isWanted ? 0 : nil
            return isWanted
        }
    }

    /// The Python stacks of all threads, by their identifiers; nil when Python can't be had. Detached; waits for the GIL
    /// for some seconds at most.
    func pythonStacks() -> [PythonStacks.Stack]? {
        guard let python, !isWaitingForPython.exchange(true, ordering: .acquiringAndReleasing) else { return nil }
        let box = Box()
        let done = Latch()
        let thread = try? PythonThread.spawn(name: "crosswind-stack") { [self] seat in
            _ = seat.attachIfRunning { (attached: inout Python) in
                do throws(PythonError) {
                    let stacks = try python.all(attached)
                    box.result.withLock { $0 = stacks }
                } catch {
                    logger.error("Python stacks can't be had: \(error)")
                }
            }
            isWaitingForPython.store(false, ordering: .releasing)
            done.open()
        }
        guard thread != nil else {
            isWaitingForPython.store(false, ordering: .releasing)
            return nil
        }
        _ = done.wait(within: Self.patience)
        return box.result.withLock { $0 }
    }

    private final class Box: Sendable {
        let result = Guarded<[PythonStacks.Stack]?>(nil)
    }

    // MARK: the report's thread

    private func write() {
        let live = WSGIContainer.workerThreads
        let stacks = pythonStacks()
        let threads = NativeStacks.threads()
        logger.info("stacks of \(threads.count) threads, asked for by SIGUSR2", metadata: ["pid": "\(getpid())"])
        if stacks == nil { writeWithoutPython() }
        // Last: the signal may end a native call early, and with it what the report is about.
        let native = hasNative ? threads.map { NativeStacks.frames(of: $0.number) } : []
        for (index, thread) in threads.enumerated() {
            // Ourselves, and whoever attached for us.
            if thread.name == "crosswind-stack" { continue }
            let worker = live.first { $0.nativeIdentifier == thread.number }
            let stack = stacks?.first { stack in
                worker.map { $0.identifier == stack.identifier } ?? (stack.native == thread.number)
            }
            let known = thread.number == Int(getpid()) ? "MainThread" : stack?.name ?? ""
            var text = "thread \(thread.number) \(known.isEmpty ? thread.name : known): "
            text += worker.map { Self.doing($0.request) } ?? "none of those that run the application"
            if let stack { text += "\n Python (most recent call last):\n\(stack.text)" }
            if hasNative {
                text += "\n native (most recent call first):"
                for line in native[index] ?? ["no answer"] { text += "\n  \(line)" }
            }
            logger.info("\(text)")
        }
    }

    /// `GET /x for 127.0.0.1, since 3.2 seconds`.
    static func doing(_ request: LiveRequest?) -> String {
        guard let request else { return "waits for a request" }
        let age = Duration.nanoseconds(Int64(clamping: monotonicNanoseconds() &- request.since))
        let client = request.client.isEmpty ? "a UNIX socket" : request.client
        return "\(request.method) \(request.target.printable) for \(client), since \(age.roundedText)"
    }

    /// By faulthandler, whose handler walks the frames as they are, without the GIL.
    private func writeWithoutPython() {
        guard let descriptor = python?.fallback else {
            logger.error("Python can't be had: native code holds the GIL; and faulthandler can't be had either")
            return
        }
        ftruncate(descriptor, 0)
        lseek(descriptor, 0, Int32(SEEK_SET))
        kill(getpid(), PythonStacks.fallbackSignal)
        // Its end can't be told; it takes microseconds.
        var last: off_t = -1
        for _ in 0..<20 {
            usleep(50_000)
            var information = stat()
            guard fstat(descriptor, &information) == 0 else { break }
            if information.st_size > 0, information.st_size == last { break }
            last = information.st_size
        }
        var room = [UInt8](repeating: 0, count: 65_536)
        let count = pread(descriptor, &room, room.count, 0)
        let text = String(decoding: room.prefix(max(0, count)), as: UTF8.self)
        logger.info(
            "native code holds the GIL; Python stacks by faulthandler, taken without it, and so perhaps torn\n\(text)")
    }
}

extension Duration {
    /// In seconds, with one decimal.
    var roundedText: String {
        let tenths = (components.seconds * 10) + components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
