import CThreadStacks
import PythonBridge

/// What every Python thread is doing, as tracebacks.
final class PythonStacks: Sendable {
    /// One thread's.
    struct Stack: Sendable {
        /// `threading.get_ident()` of it.
        let identifier: UInt
        /// The kernel's number, 0 when Python doesn't know it.
        let native: Int
        /// What Python calls it.
        let name: String
        /// The traceback, most recent call last.
        let text: String
    }

    private static let source = #"""
        import os
        import signal
        import sys
        import tempfile
        import threading
        import traceback

        FRAMES = 100
        BYTES = 32768
        THREADS = 512

        dump = None


        def stacks():
            # Not threading.enumerate(), whose lock a stuck thread may hold.
            known = {t.ident: t for t in list(threading._active.values())}
            found = []
            for ident, frame in list(sys._current_frames().items())[:THREADS]:
                walk = traceback.StackSummary.extract(traceback.walk_stack(frame), limit=FRAMES)
                walk.reverse()
                thread = known.get(ident)
                text = "".join(walk.format())
                if len(text) > BYTES:
                    text = "  ...\n" + text[-BYTES:]
                native = getattr(thread, "native_id", None)
                found.append((ident, native or 0, thread.name if thread else "", text))
            return found


        def prepare(number):
            """Has faulthandler write all stacks into a file of ours at that signal: it needs no GIL for it."""
            global dump
            if not number or signal.getsignal(number) is not signal.SIG_DFL:
                return -1
            try:
                import faulthandler
                dump = tempfile.TemporaryFile()
                faulthandler.register(number, file=dump, all_threads=True, chain=False)
            except (ImportError, OSError, ValueError, RuntimeError, AttributeError):
                return -1
            return dump.fileno()
        """#

    /// `stacks` above.
    private let function: PyStored
    /// What stacks are written to when Python can't be had; nil when they can't.
    let fallback: Int32?

    /// Attached, on the main thread, at the start.
    init(_ python: borrowing Python) throws(PythonError) {
        let module = try python.module(named: "crosswind.stacks")
        try python.run(Self.source, file: "<crosswind>", in: module)
        let number = try python.int(Int64(Self.fallbackSignal))
        let descriptor = Int32(try module.attribute("prepare").call(number).int64())
        fallback = descriptor < 0 ? nil : descriptor
        function = try module.attribute("stacks").store()
        // The function looks its globals up in it.
        _ = module.store().take()
    }

    /// The signal that has faulthandler write; the second of those that are ours.
    static var fallbackSignal: Int32 { thread_stacks_signal(NativeStacks.signalOffset + 1) }

    /// Attached.
    func all(_ python: borrowing Python) throws(PythonError) -> [Stack] {
        let callable = function.owned(python)
        let list = try callable.call()
        var stacks: [Stack] = []
        for index in 0..<(try list.listCount()) {
            let item = try list.listItem(index)
            stacks.append(
                Stack(
                    identifier: UInt(bitPattern: Int(try item.tupleItem(0).int64())),
                    native: Int(try item.tupleItem(1).int64()), name: try item.tupleItem(2).string(),
                    text: try item.tupleItem(3).string()))
        }
        return stacks
    }
}
